-- A visit that nobody logged in for, or out of, in time: one row from its first alert on, kept when it is closed (M-42).
-- tenant provider(organisation_ref) select update
create table visits.alert (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  awaits text not null check (awaits in ('log-in', 'log-out')),
  organisation_ref text not null,
  person_ref text not null,
  zone text not null,
  time_critical boolean not null,
  due_at timestamptz not null,
  step integer not null,
  next_at timestamptz,
  raised_at timestamptz not null,
  council_told_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  explained_at timestamptz,
  explained_by text,
  reason_code text,
  explanation text,
  closed_at timestamptz,
  closed_how text check (closed_how in ('attended', 'cancelled', 'by an officer')),
  closed_by text,
  closing_note text,
  primary key (council_id, day, visit_ref, awaits),
  check ((closed_at is null) = (closed_how is null)),
  check ((explained_at is null) = (reason_code is null))
);

create index alert_open on visits.alert (council_id, time_critical desc, due_at) where closed_at is null;

create index alert_due on visits.alert (council_id, next_at) where closed_at is null;

create index alert_open_by_organisation on visits.alert (council_id, organisation_ref, due_at) where closed_at is null;

create index alert_by_ref on visits.alert (council_id, visit_ref);

-- Up to when a council's visits have been looked at; what starts later is looked at next.
-- tenant
create table visits.watched (
  council_id integer not null,
  looked_at timestamptz not null,
  primary key (council_id)
);

-- Providers whose call log does not come live, so that a visit without a log-in says nothing yet.
-- tenant provider(organisation_ref) select
create table visits.not_watched (
  council_id integer not null,
  organisation_ref text not null,
  reason text not null,
  by_name text not null,
  since timestamptz not null,
  primary key (council_id, organisation_ref)
);

create index visit_by_start on visits.visit (council_id, start_at) where status = 'planned';

create index attendance_open on visits.attendance (council_id, in_at) where out_at is null;
