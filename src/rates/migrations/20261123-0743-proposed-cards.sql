-- A version of a rate card that one officer proposed: it has no effect before another approves it.
-- tenant
create table rates.proposed_card (
  council_id integer not null,
  proposal_ref text not null,
  card_ref text not null,
  name text not null,
  from_day date not null,
  card_text text not null,
  reason text,
  state text not null check (state in ('proposed', 'approved', 'refused')),
  made_by text not null,
  made_by_name text not null,
  made_at timestamptz not null,
  settled_by_name text,
  settled_at timestamptz,
  settled_why text,
  primary key (council_id, proposal_ref),
  check ((state = 'proposed') = (settled_at is null))
);

create index proposed_card_waiting on rates.proposed_card (council_id, made_at) where state = 'proposed';
