-- A run of one contract or one zone alone, and how it pays: by what was delivered, or on account of what was commissioned.
alter table payments.pay_run
  add column contract_ref text,
  add column zone text,
  add column cycle text not null default 'actuals' check (cycle in ('actuals', 'commissioned_then_reconciled'));

create index pay_run_by_period on payments.pay_run (council_id, from_day);

-- Visits that are to be rated again, because something of them changed after they were rated or because a run left them out.
-- `pay_run_ref` is the run whose draft has them as they now stand; empty while no run has. What a run left out names it in `carried_in`.
-- tenant provider(organisation_ref) select insert update
create table payments.recheck (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  contract_ref text not null,
  zone text not null,
  why text not null,
  noted_at timestamptz not null,
  pay_run_ref text,
  carried_in text,
  carried_why text,
  carried_by_name text,
  primary key (council_id, day, visit_ref)
);

create index recheck_of_run on payments.recheck (council_id, pay_run_ref, person_ref);

create index recheck_carried on payments.recheck (council_id, carried_in) where carried_in is not null;

-- What a run would post beside what was posted for a visit before. A visit is in one draft at most: the key says so.
-- tenant
create table payments.draft_adjustment (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  turn integer not null check (turn > 0),
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
  cause text not null,
  posted_pence bigint not null,
  owed_pence bigint not null,
  amount_pence bigint not null check (amount_pence = owed_pence - posted_pence and amount_pence <> 0),
  reason text not null,
  primary key (council_id, day, visit_ref)
);

create index draft_adjustment_of_run on payments.draft_adjustment (council_id, pay_run_ref, organisation_ref, day, visit_ref);

-- What was posted for a visit after its line, turn by turn, for ever. What is owed for it is its line and all its adjustments.
-- tenant append-only provider(organisation_ref) select
create table payments.adjustment (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  turn integer not null check (turn > 0),
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
  cause text not null,
  posted_pence bigint not null,
  owed_pence bigint not null,
  amount_pence bigint not null check (amount_pence = owed_pence - posted_pence and amount_pence <> 0),
  reason text not null,
  chunk text not null,
  primary key (council_id, day, visit_ref, turn)
);

create index adjustment_of_statement on payments.adjustment (council_id, statement_ref, day, visit_ref);

create index adjustment_of_person on payments.adjustment (council_id, person_ref, day);

create index adjustment_of_contract on payments.adjustment (council_id, contract_ref);

create index adjustment_of_visit on payments.adjustment (council_id, visit_ref);

create index adjustment_of_chunk on payments.adjustment (council_id, chunk);

-- `amount_pence` is the whole of a statement: its lines and its adjustments.
alter table payments.statement
  add column adjustments integer not null default 0,
  add column adjusted_pence bigint not null default 0;

-- A provider's own event marks the visits of a draft: its role sees that they are on one, and nothing else of it.
create policy provider on payments.draft_line for select to almoner_provider using (council_id = current_setting('app.council')::int and organisation_ref = current_setting('app.organisation'));

grant select (council_id, day, visit_ref, organisation_ref) on payments.draft_line to almoner_provider;

create policy provider on payments.draft_adjustment for select to almoner_provider using (council_id = current_setting('app.council')::int and organisation_ref = current_setting('app.organisation'));

grant select (council_id, day, visit_ref, organisation_ref) on payments.draft_adjustment to almoner_provider;
