-- A sheet with a code at a person's home. Its link is a secret of which only the hash is kept; one a home and provider is in force.
-- tenant provider(organisation_ref) select insert update
create table visits.door_sheet (
  council_id integer not null,
  sheet_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  token_hash text not null,
  issued_at timestamptz not null,
  issued_by text not null,
  ended_at timestamptz,
  ended_by text,
  ended_why text,
  primary key (council_id, sheet_ref),
  unique (council_id, token_hash)
);

create unique index door_sheet_in_force on visits.door_sheet (council_id, person_ref, organisation_ref) where ended_at is null;

-- A provider's workers who log in by such sheets; of the PIN a slow hash is kept.
-- tenant provider(organisation_ref) select insert update
create table visits.door_worker (
  council_id integer not null,
  organisation_ref text not null,
  worker_ref text not null,
  name text collate "und-x-icu" not null,
  pin_hash text not null,
  added_at timestamptz not null,
  ended_at timestamptz,
  primary key (council_id, organisation_ref, worker_ref)
);

-- What phones sent, as it came and for ever (M-50): the phone's time of the event and of the sending, ours of the receiving.
-- tenant append-only provider(organisation_ref) select insert
create table visits.door_event (
  council_id integer not null,
  day date not null,
  event_id text not null,
  sheet_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  worker_ref text not null,
  kind text not null check (kind in ('in', 'out')),
  device_at timestamptz not null,
  device_sent_at timestamptz not null,
  received_at timestamptz not null,
  latitude double precision,
  longitude double precision,
  accuracy_metres integer,
  log_ref text,
  primary key (council_id, day, event_id),
  check ((latitude is null) = (longitude is null) and (latitude is null) = (accuracy_metres is null))
);

create index door_event_by_id on visits.door_event (council_id, event_id);

create index door_event_by_person on visits.door_event (council_id, person_ref, device_at);
