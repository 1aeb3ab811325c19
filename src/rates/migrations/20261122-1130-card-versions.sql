-- Why a version changes days that have passed, or ends another before its time.
alter table rates.rate_card add column reason text;

-- Versions that a correction replaced from their first day: what they said, for ever. They price nothing any more.
-- tenant append-only
create table rates.replaced_version (
  council_id integer not null,
  card_ref text not null,
  from_day date not null,
  to_day date,
  name text not null,
  card jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  replaced_by text not null,
  replaced_at timestamptz not null,
  primary key (council_id, card_ref, from_day, replaced_at)
);
