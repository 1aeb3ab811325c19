-- What was heard of an exit, signal by signal, and each time that an officer classed it again or changed its last day, with why.
-- tenant
create table continuity.heard (
  council_id integer not null,
  exit_ref text not null,
  number integer not null,
  source text not null check (source in ('notice', 'register', 'rating', 'quality', 'news', 'provider', 'officer')),
  what text not null,
  cause text check (cause in ('business_failure', 'registration_cancelled', 'contract_handback', 'council_termination',
    'safeguarding_move', 'person_choice')),
  last_day date,
  contract_ref text,
  heard_at timestamptz not null,
  heard_by text not null,
  primary key (council_id, exit_ref, number),
  foreign key (council_id, exit_ref) references continuity.exit (council_id, exit_ref)
);

insert into continuity.heard (council_id, exit_ref, number, source, what, cause, last_day, contract_ref, heard_at, heard_by)
  select e.council_id, e.exit_ref, 1, e.source, e.what, e.cause, e.last_day, e.contract_ref, e.signalled_at, coalesce(e.opened_by, '')
  from continuity.exit e;

-- Since when the cause that counts is known: from then its clock runs.
alter table continuity.exit add column classed_at timestamptz;

update continuity.exit set classed_at = opened_at;
