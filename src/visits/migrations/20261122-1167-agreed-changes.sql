-- What a person and their provider agreed on a visit's time: once, or from a day on. Outside the visit's window an officer decides.
-- tenant provider(organisation_ref) select insert
create table visits.agreed_change (
  council_id integer not null,
  change_ref text not null,
  package_ref text not null,
  slot integer not null,
  organisation_ref text not null,
  person_ref text not null,
  kind text not null check (kind in ('one-off', 'standing')),
  from_day date not null,
  planned_start text not null,
  planned_minutes integer not null,
  start text not null,
  minutes integer not null check (minutes between 1 and 1440),
  agreed_with text not null,
  agreed_on date not null,
  note text not null,
  why_asked text,
  status text not null check (status in ('asked', 'agreed', 'refused')),
  asked_by text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decision_note text,
  applied_at timestamptz,
  primary key (council_id, change_ref)
);

create index agreed_change_by_package on visits.agreed_change (council_id, package_ref, slot);

create index agreed_change_by_organisation on visits.agreed_change (council_id, organisation_ref, asked_at);

create index agreed_change_by_time on visits.agreed_change (council_id, asked_at);

create index agreed_change_asked on visits.agreed_change (council_id, asked_at) where status = 'asked';

create index agreed_change_to_apply on visits.agreed_change (council_id, asked_at) where status = 'agreed' and applied_at is null;

-- Minutes of a person's visits that were saved by agreement, and those used: less than nothing.
-- tenant append-only provider(organisation_ref) select insert
create table visits.banked_time (
  council_id integer not null,
  entry_ref text not null,
  person_ref text not null,
  package_ref text not null,
  slot integer not null,
  organisation_ref text not null,
  day date not null,
  minutes integer not null check (minutes <> 0),
  change_ref text,
  visit_ref text,
  agreed_with text not null,
  agreed_on date not null,
  noted_by text not null,
  noted_at timestamptz not null,
  primary key (council_id, entry_ref)
);

create index banked_time_by_package on visits.banked_time (council_id, package_ref, day);

create index banked_time_by_person on visits.banked_time (council_id, person_ref, day);
