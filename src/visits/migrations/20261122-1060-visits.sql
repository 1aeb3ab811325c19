create schema visits;

-- What is planned from: a placement as brokerage made it, and the day up to which its visits stand (exclusive).
-- tenant provider(organisation_ref) select
create table visits.plan (
  council_id integer not null,
  package_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  contract_ref text not null,
  card_ref text not null,
  service text not null,
  zone text not null,
  start_day date not null,
  end_day date,
  pattern jsonb not null,
  planned_to date not null,
  primary key (council_id, package_ref)
);

create index plan_by_horizon on visits.plan (council_id, planned_to);

create index plan_by_person on visits.plan (council_id, person_ref);

-- A planned visit. Its day never changes: a visit that moves is cancelled and planned anew with the next turn.
-- tenant provider(organisation_ref) select
create table visits.visit (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  package_ref text not null,
  slot integer not null,
  turn integer not null,
  person_ref text not null,
  organisation_ref text not null,
  contract_ref text not null,
  card_ref text not null,
  service text not null,
  zone text not null,
  start_at timestamptz not null,
  minutes integer not null check (minutes between 1 and 1440),
  workers integer not null check (workers in (1, 2)),
  time_critical boolean not null,
  bank_holiday boolean not null,
  status text not null default 'planned' check (status in ('planned', 'cancelled')),
  cancelled_why text,
  absence_ref text,
  cancelled_at timestamptz,
  chunk text not null,
  primary key (council_id, day, visit_ref),
  check ((status = 'cancelled') = (cancelled_why is not null))
);

create index visit_by_ref on visits.visit (council_id, visit_ref);

create index visit_by_person on visits.visit (council_id, person_ref, start_at);

create index visit_by_organisation on visits.visit (council_id, organisation_ref, day);

create index visit_by_package on visits.visit (council_id, package_ref, day);

create index visit_by_chunk on visits.visit (council_id, chunk);

-- Which workers a provider's rota names for a visit; the matching prefers them (M-51).
-- tenant provider(organisation_ref) select insert delete
create table visits.expected_worker (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  worker_ref text not null,
  organisation_ref text not null,
  primary key (council_id, day, visit_ref, worker_ref)
);

create index expected_by_worker on visits.expected_worker (council_id, worker_ref, day);

-- tenant
create table visits.absence (
  council_id integer not null,
  absence_ref text not null,
  person_ref text not null,
  kind text not null check (kind in ('hospital', 'respite', 'away')),
  from_at timestamptz not null,
  to_at timestamptz,
  note text not null,
  withdrawn boolean not null default false,
  primary key (council_id, absence_ref),
  check (from_at < to_at)
);

create index absence_by_person on visits.absence (council_id, person_ref, from_at);

-- Call monitoring as it came, kept for ever (M-50). `day` is the London day of the log-in. A live event is a part: `in`, then
-- `out`, which has the day of its log-in; everything else is `whole`.
-- tenant append-only provider(organisation_ref) select insert
create table visits.call_log (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  part text not null check (part in ('whole', 'in', 'out')),
  visit_ref text,
  person_ref text not null,
  worker_ref text not null,
  in_at timestamptz,
  in_source text,
  out_at timestamptz,
  out_source text,
  reason_code text,
  organisation_ref text,
  received_at timestamptz not null,
  chunk text not null,
  primary key (council_id, day, log_source, log_ref, part)
);

create index call_log_by_ref on visits.call_log (council_id, log_source, log_ref);

create index call_log_by_person on visits.call_log (council_id, person_ref, in_at);

create index call_log_by_visit on visits.call_log (council_id, visit_ref) where visit_ref is not null;

create index call_log_by_chunk on visits.call_log (council_id, chunk);

-- Rows that an officer set aside because they are wrong. The row itself stays.
-- tenant append-only provider(organisation_ref) select
create table visits.set_aside (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  organisation_ref text,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, day, log_source, log_ref)
);

-- Which log row sits in which seat of which visit; `day` is the visit's. Computed from visits and call log, again whenever either changes.
-- tenant provider(organisation_ref) select insert update delete
create table visits.attendance (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  seat integer not null,
  organisation_ref text not null,
  person_ref text not null,
  log_day date not null,
  log_source text not null,
  log_ref text not null,
  worker_ref text not null,
  in_at timestamptz not null,
  in_source text not null,
  out_at timestamptz,
  out_source text,
  reason_code text,
  matched boolean not null,
  merged integer not null,
  primary key (council_id, day, visit_ref, seat),
  unique (council_id, day, log_source, log_ref)
);

create index attendance_by_worker on visits.attendance (council_id, worker_ref, day);

-- Log rows that sit nowhere, and why; `day` is the log row's. Rows merged into another (M-54) name it.
-- tenant provider(organisation_ref) select insert update delete
create table visits.unseated (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  organisation_ref text,
  person_ref text not null,
  worker_ref text not null,
  visit_ref text,
  in_at timestamptz not null,
  why text not null,
  merged_into text,
  primary key (council_id, day, log_source, log_ref)
);

create index unseated_by_why on visits.unseated (council_id, why, day);

create index unseated_by_person on visits.unseated (council_id, person_ref, in_at);

-- tenant provider(organisation_ref) select insert update
create table visits.log_import (
  council_id integer not null,
  import_ref text not null,
  organisation_ref text,
  log_source text not null,
  filename text not null,
  bytes bigint not null,
  by_name text not null,
  started_at timestamptz not null,
  moved_at timestamptz not null,
  status text not null check (status in ('reading', 'done', 'failed')),
  trouble text,
  rows_read integer not null,
  accepted integer not null,
  already_had integer not null,
  refused integer not null,
  primary key (council_id, import_ref)
);

-- tenant append-only provider(organisation_ref) select insert
create table visits.import_refusal (
  council_id integer not null,
  import_ref text not null,
  line integer not null,
  organisation_ref text,
  log_ref text not null,
  reason text not null,
  cure text not null,
  cells jsonb not null,
  primary key (council_id, import_ref, line)
);

create view visits.v_visit with (security_invoker = true) as
  select council_id, day, visit_ref, person_ref, organisation_ref, package_ref, contract_ref, card_ref, service, zone, start_at,
    minutes, workers, time_critical, status, bank_holiday, cancelled_why, cancelled_at
  from visits.visit;

create view visits.v_attendance with (security_invoker = true) as
  select council_id, day, visit_ref, log_source, log_ref, worker_ref, in_at, out_at, in_source, out_source, reason_code, seat
  from visits.attendance;

grant select on visits.v_visit, visits.v_attendance to almoner_council, almoner_provider;
