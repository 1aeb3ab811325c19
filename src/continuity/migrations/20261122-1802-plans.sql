-- A plan for everybody whom an exit leaves without a provider, or a rehearsal of one for providers that have not failed.
-- tenant
create table continuity.plan (
  council_id integer not null,
  plan_ref text not null,
  exit_ref text,
  organisation_refs jsonb not null,
  moves_of_others integer not null check (moves_of_others between 0 and 50),
  state text not null check (state in ('waiting', 'solving', 'ready', 'stopped')),
  asked_by text not null,
  asked_at timestamptz not null,
  progress jsonb not null,
  ready_at timestamptz,
  people integer,
  unplaced integer,
  critical_unplaced integer,
  points bigint,
  bound bigint,
  weekly_pence bigint,
  today_pence bigint,
  result jsonb,
  primary key (council_id, plan_ref),
  foreign key (council_id, exit_ref) references continuity.exit (council_id, exit_ref),
  check ((state = 'ready') = (result is not null))
);

create index plan_by_exit on continuity.plan (council_id, exit_ref, asked_at);

create index plan_rehearsed on continuity.plan (council_id, asked_at) where exit_ref is null;
