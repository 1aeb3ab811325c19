-- What is right instead of what a log row says (M-50). The row stays as it came; of its corrections the one with the highest number
-- counts. `day` is the row's, whatever the corrected times.
-- tenant append-only provider(organisation_ref) select insert
create table visits.log_correction (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  number integer not null check (number > 0),
  person_ref text not null,
  organisation_ref text,
  worker_ref text not null,
  in_at timestamptz not null,
  in_source text not null,
  out_at timestamptz,
  out_source text,
  reason_code text not null,
  reason text not null,
  evidence text,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, day, log_source, log_ref, number),
  check (out_at >= in_at),
  check ((out_at is null) = (out_source is null))
);

create index log_correction_by_person on visits.log_correction (council_id, person_ref);

-- What officers decided about the seat of a log row: it sits on this visit, it does not sit on that one, or an earlier decision is
-- undone. The matching respects those in force.
-- tenant append-only provider(organisation_ref) select
create table visits.seat_decision (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  number integer not null check (number > 0),
  person_ref text not null,
  organisation_ref text,
  verb text not null check (verb in ('seat', 'take off', 'undo')),
  visit_ref text not null,
  undoes integer,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, day, log_source, log_ref, number),
  check ((verb = 'undo') = (undoes is not null))
);

create index seat_decision_by_person on visits.seat_decision (council_id, person_ref);

-- Chunks of the call log that are kept and still wait for their seats: written with the chunk, gone with the seating.
-- tenant provider(organisation_ref) select insert
create table visits.seating_due (
  council_id integer not null,
  chunk text not null,
  organisation_ref text,
  kept_at timestamptz not null,
  after_person text not null default '',
  primary key (council_id, chunk)
);

-- By row first: a seat is found by its row alone, and nothing that looks for a visit of a day goes through all rows of that day.
alter table visits.attendance drop constraint attendance_council_id_day_log_source_log_ref_key;

create unique index attendance_by_row on visits.attendance (council_id, log_source, log_ref, day);
