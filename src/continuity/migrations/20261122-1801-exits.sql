create schema continuity;

-- A provider that withdraws or fails: what was heard, the cause as L-18 classes it, and the last day of its care where it is known.
-- tenant
create table continuity.exit (
  council_id integer not null,
  exit_ref text not null,
  organisation_ref text not null,
  contract_ref text,
  source text not null check (source in ('notice', 'register', 'rating', 'quality', 'news', 'provider')),
  what text not null,
  cause text check (cause in ('business_failure', 'registration_cancelled', 'contract_handback', 'council_termination',
    'safeguarding_move', 'person_choice')),
  state text not null check (state in ('signalled', 'open', 'closed', 'stood_down')),
  last_day date,
  signalled_at timestamptz not null,
  opened_at timestamptz,
  opened_by text,
  listed_at timestamptz,
  ended_at timestamptz,
  ended_why text,
  primary key (council_id, exit_ref),
  check (state <> 'open' or (cause is not null and opened_at is not null))
);

create unique index exit_under_way on continuity.exit (council_id, organisation_ref) where state in ('signalled', 'open');

create index exit_by_time on continuity.exit (council_id, signalled_at);

-- People whom a provider serves and the council does not buy care for: as the provider, they themselves or another council told us.
-- tenant provider(organisation_ref) select insert update
create table continuity.known_person (
  council_id integer not null,
  known_ref text not null,
  organisation_ref text not null,
  pays text not null check (pays in ('direct_payment', 'self_funder', 'other_council')),
  name text collate "und-x-icu" not null,
  person_ref text,
  zone text not null,
  visits jsonb not null,
  double_handed boolean not null,
  time_critical boolean not null,
  insulin boolean not null,
  lives_alone boolean,
  helped_by_carer boolean,
  decides text not null check (decides in ('yes', 'no', 'not known')),
  key_safe boolean not null,
  contact text not null,
  weekly_pence bigint,
  told_by text not null,
  told_by_name text not null,
  told_at timestamptz not null,
  gone_day date,
  primary key (council_id, known_ref)
);

create index known_person_by_organisation on continuity.known_person (council_id, organisation_ref, name, known_ref);

-- One line for each person whom an exit affects, as they were when listed; their state is one at a time until the end.
-- tenant
create table continuity.affected (
  council_id integer not null,
  exit_ref text not null,
  line integer not null,
  package_ref text,
  known_ref text,
  person_ref text,
  pays text not null check (pays in ('council', 'direct_payment', 'self_funder', 'other_council')),
  name text collate "und-x-icu" not null,
  service text not null,
  zone text not null,
  visits jsonb not null,
  visits_a_week integer not null,
  weekly_minutes integer not null,
  weekly_pence bigint,
  skills jsonb not null,
  double_handed boolean not null,
  time_critical boolean not null,
  insulin boolean not null,
  lives_alone boolean,
  helped_by_carer boolean,
  decides text not null check (decides in ('yes', 'no', 'not known')),
  key_safe boolean not null,
  contact text not null,
  points integer not null,
  band text not null check (band in ('critical', 'high', 'standard')),
  together text,
  refuses jsonb not null,
  prefers jsonb not null,
  state text not null check (state in ('listed', 'proposed', 'agreed', 'moving', 'moved', 'settled', 'left')),
  state_at timestamptz not null,
  to_organisation_ref text,
  to_contract_ref text,
  person_answer text check (person_answer in ('agrees', 'refuses')),
  provider_answer text check (provider_answer in ('agrees', 'refuses')),
  move_day date,
  new_package_ref text,
  left_why text,
  primary key (council_id, exit_ref, line),
  unique (council_id, exit_ref, package_ref),
  unique (council_id, exit_ref, known_ref),
  foreign key (council_id, exit_ref) references continuity.exit (council_id, exit_ref),
  check ((package_ref is null) <> (known_ref is null)),
  check (state not in ('proposed', 'agreed', 'moving', 'moved', 'settled') or to_organisation_ref is not null),
  check (state not in ('moved', 'settled') or move_day is not null),
  check ((state = 'left') = (left_why is not null))
);

create index affected_by_new_package on continuity.affected (council_id, new_package_ref);

create index affected_by_person on continuity.affected (council_id, person_ref);
