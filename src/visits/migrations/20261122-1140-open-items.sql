-- Visits whose time is over and for which nobody is known to have come. Found every quarter of an hour; what has been resolved since
-- is passed over when it is read, and tidied away.
-- tenant provider(organisation_ref) select
create table visits.unlogged (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  start_at timestamptz not null,
  primary key (council_id, day, visit_ref)
);

-- One worker at two people at one time (M-53): the visit that began later, and the one that was still going on.
-- tenant provider(organisation_ref) select
create table visits.clash (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  worker_ref text not null,
  other_day date not null,
  other_visit_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  other_person_ref text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  primary key (council_id, day, visit_ref, worker_ref, other_visit_ref)
);

-- Who looks after an open item of a queue, and what was answered. Without a row the policy's days say whose it is.
-- tenant provider(organisation_ref) select insert update
create table visits.follow_up (
  council_id integer not null,
  kind text not null check (kind in ('unmatched', 'no log-out', 'two places', 'no log')),
  day date not null,
  item_ref text not null,
  organisation_ref text,
  assigned_to text,
  answer text check (answer in ('asks', 'not delivered', 'settled')),
  words text,
  answered_by text,
  answered_at timestamptz,
  primary key (council_id, kind, day, item_ref)
);

create index unseated_open on visits.unseated (council_id, day) where why <> 'merged';
