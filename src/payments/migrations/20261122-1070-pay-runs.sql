create schema payments;

-- tenant
create table payments.pay_run (
  council_id integer not null,
  pay_run_ref text not null,
  organisation_ref text,
  from_day date not null,
  to_day date not null check (to_day > from_day),
  state text not null check (state in ('rating', 'draft', 'posting', 'approved', 'cancelled')),
  rated_through text,
  made_by text not null,
  made_by_name text not null,
  made_at timestamptz not null,
  settled_by_name text,
  settled_at timestamptz,
  primary key (council_id, pay_run_ref)
);

create index pay_run_newest on payments.pay_run (council_id, made_at desc);

-- What a run would pay, until it is approved or cancelled. A visit is in one draft at most: the key says so.
-- tenant
create table payments.draft_line (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  pay_run_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  package_ref text,
  contract_ref text not null,
  card_ref text not null,
  card_from date,
  start_at timestamptz not null,
  outcome text not null,
  planned_minutes integer not null,
  actual_minutes integer,
  payable_minutes integer not null,
  workers_paid integer not null,
  pence_per_hour bigint,
  amount_pence bigint not null,
  reason text not null,
  chunk text not null,
  primary key (council_id, day, visit_ref)
);

create index draft_line_of_run on payments.draft_line (council_id, pay_run_ref, organisation_ref, day, visit_ref);

create index draft_line_of_chunk on payments.draft_line (council_id, chunk);

-- What is owed, for ever. A visit is on one line at most: the key says so, whatever is retried.
-- tenant append-only provider(organisation_ref) select
create table payments.pay_line (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  statement_ref text not null,
  pay_run_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  package_ref text,
  contract_ref text not null,
  card_ref text not null,
  card_from date,
  start_at timestamptz not null,
  outcome text not null,
  planned_minutes integer not null,
  actual_minutes integer,
  payable_minutes integer not null,
  workers_paid integer not null,
  pence_per_hour bigint,
  amount_pence bigint not null,
  reason text not null,
  chunk text not null,
  primary key (council_id, day, visit_ref)
);

create index pay_line_of_statement on payments.pay_line (council_id, statement_ref, day, visit_ref);

create index pay_line_of_person on payments.pay_line (council_id, person_ref, day);

create index pay_line_of_chunk on payments.pay_line (council_id, chunk);

-- One provider's part of an approved run.
-- tenant append-only provider(organisation_ref) select
create table payments.statement (
  council_id integer not null,
  statement_ref text not null,
  pay_run_ref text not null,
  organisation_ref text not null,
  from_day date not null,
  to_day date not null,
  approved_at timestamptz not null,
  visits integer not null,
  missed integer not null,
  one_worker integer not null,
  payable_minutes bigint not null,
  amount_pence bigint not null,
  primary key (council_id, statement_ref),
  unique (council_id, pay_run_ref, organisation_ref)
);

create index statement_newest on payments.statement (council_id, organisation_ref, to_day desc);

create index pay_line_of_contract on payments.pay_line (council_id, contract_ref);

create index pay_line_of_visit on payments.pay_line (council_id, visit_ref);
