-- Corrections of log rows that came before their rows: they wait, and are applied in their order when the row comes.
-- tenant provider(organisation_ref) select insert update
create table visits.early_correction (
  council_id integer not null,
  log_source text not null,
  log_ref text not null,
  number integer not null check (number > 0),
  organisation_ref text,
  worker_ref text,
  in_at timestamptz,
  out_at timestamptz,
  reason_code text not null,
  reason text not null,
  evidence text,
  by_name text not null,
  at timestamptz not null,
  settled_at timestamptz,
  outcome text,
  primary key (council_id, log_source, log_ref, number),
  check ((settled_at is null) = (outcome is null))
);

create index early_correction_waiting on visits.early_correction (council_id, at) where settled_at is null;

create index early_correction_by_time on visits.early_correction (council_id, at);
