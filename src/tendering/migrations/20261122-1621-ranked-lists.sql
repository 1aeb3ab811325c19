-- The order in which members of a zone are asked; every version is kept.
-- tenant append-only provider(all) select
create table tendering.ranked_list (
  council_id integer not null,
  market_ref text not null,
  zone text not null,
  version integer not null check (version > 0),
  from_day date not null,
  weights jsonb not null,
  made_at timestamptz not null,
  made_by_name text not null,
  members integer not null,
  primary key (council_id, market_ref, zone, version),
  foreign key (council_id, market_ref) references tendering.market (council_id, market_ref)
);

-- A provider reads its own rank and how it came about; others' marks are not its business.
-- tenant append-only provider(organisation_ref) select
create table tendering.ranked_member (
  council_id integer not null,
  market_ref text not null,
  zone text not null,
  version integer not null,
  organisation_ref text not null,
  name text not null collate "und-x-icu",
  rank integer not null,
  score text not null,
  working jsonb not null,
  primary key (council_id, market_ref, zone, version, organisation_ref),
  unique (council_id, market_ref, zone, version, rank)
);

create index ranked_member_by_organisation on tendering.ranked_member (council_id, organisation_ref, market_ref, zone, version);

-- Told by those who count visits: how much of what was planned a provider delivered in a zone.
-- tenant
create table tendering.member_measure (
  council_id integer not null,
  organisation_ref text not null,
  zone text not null,
  delivered_bp integer not null check (delivered_bp between 0 and 10000),
  visits integer not null,
  as_of date not null,
  primary key (council_id, organisation_ref, zone)
);

-- A call-off from a ranked list: the order stands from its beginning.
-- tenant
create table tendering.call_off (
  council_id integer not null,
  call_off_ref text not null,
  market_ref text not null,
  zone text not null,
  version integer not null,
  about text not null,
  begun_at timestamptz not null,
  begun_by_name text not null,
  primary key (council_id, call_off_ref),
  foreign key (council_id, market_ref, zone, version) references tendering.ranked_list (council_id, market_ref, zone, version)
);

create index call_off_by_market on tendering.call_off (council_id, market_ref, begun_at, call_off_ref);

-- tenant
create table tendering.call_off_step (
  council_id integer not null,
  call_off_ref text not null,
  place integer not null,
  organisation_ref text not null,
  rank integer not null,
  asked_at timestamptz,
  answered_at timestamptz,
  answer text check (answer in ('accepted', 'declined', 'silent', 'passed_over')),
  why text not null default '',
  primary key (council_id, call_off_ref, place),
  unique (council_id, call_off_ref, organisation_ref),
  foreign key (council_id, call_off_ref) references tendering.call_off (council_id, call_off_ref)
);
