-- A plan that places everybody who waits at once: what it was made from, and how good it is.
-- tenant
create table brokerage.plan_run (
  council_id integer not null,
  plan_ref text not null,
  status text not null check (status in ('running', 'made', 'failed')),
  failure text,
  asked_by text not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  seed integer not null,
  moves integer not null,
  bound_steps integer not null,
  proof_steps integer not null,
  with_stale boolean not null,
  -- What follows is known when it is made.
  read_at timestamptz,
  made_at timestamptz,
  policy jsonb,
  providers integer,
  people integer,
  placed integer,
  points bigint,
  bound bigint,
  weekly_pence bigint,
  today_pence bigint,
  prices jsonb,
  progress jsonb,
  primary key (council_id, plan_ref)
);

create index plan_run_by_time on brokerage.plan_run (council_id, asked_at);

-- What a plan proposes for one package; `mark` stands for what the package asked for when the plan was made.
-- tenant
create table brokerage.plan_proposal (
  council_id integer not null,
  plan_ref text not null,
  package_ref text not null,
  mark text not null,
  organisation_ref text,
  contract_ref text,
  weekly_pence bigint,
  points bigint not null,
  why jsonb not null,
  exceptions jsonb not null,
  alternatives jsonb not null,
  binds text,
  cheapest_change text,
  accepted_at timestamptz,
  accepted_by text,
  accepted_by_name text,
  primary key (council_id, plan_ref, package_ref),
  foreign key (council_id, plan_ref) references brokerage.plan_run (council_id, plan_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index plan_proposal_by_package on brokerage.plan_proposal (council_id, package_ref) where accepted_at is not null;

-- Where a broker wants a package in the next plan.
-- tenant
create table brokerage.plan_lock (
  council_id integer not null,
  package_ref text not null,
  organisation_ref text not null,
  locked_by_name text not null,
  locked_at timestamptz not null,
  primary key (council_id, package_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);
