-- Approved lists, dynamic markets, purchasing systems and the membership of frameworks: one thing, told apart by its kind.
-- tenant public provider(all) select
create table tendering.market (
  council_id integer not null,
  market_ref text not null,
  kind text not null check (kind in ('approved_list', 'dynamic_market', 'dps', 'framework')),
  title text not null collate "und-x-icu",
  summary text not null,
  service text not null,
  lots jsonb not null,
  conditions jsonb not null,
  most_members integer check (most_members > 0),
  began_on date,
  ends_on date,
  ranking jsonb,
  tender_ref text,
  status text not null check (status in ('planned', 'open', 'ceased')),
  opened_on date,
  ceased_on date,
  primary key (council_id, market_ref)
);

create index market_by_status on tendering.market (council_id, status, title, market_ref);

create index market_by_tender on tendering.market (council_id, tender_ref);

-- tenant provider(organisation_ref) select insert update
create table tendering.application (
  council_id integer not null,
  application_ref text not null,
  market_ref text not null,
  organisation_ref text not null,
  organisation_name text not null collate "und-x-icu",
  lots text[] not null,
  state text not null check (state in ('draft', 'made', 'asked', 'admitted', 'refused', 'withdrawn')),
  made_at timestamptz,
  due_day date,
  answer text not null default '',
  decided_by_name text,
  decided_at timestamptz,
  primary key (council_id, application_ref),
  foreign key (council_id, market_ref) references tendering.market (council_id, market_ref)
);

create index application_by_market on tendering.application (council_id, market_ref, state, due_day, application_ref);

create index application_waiting on tendering.application (council_id, due_day, application_ref) where state = 'made';

-- A provider has one application open at a time: two sent at once end with one.
create unique index application_open on tendering.application (council_id, market_ref, organisation_ref)
  where state in ('draft', 'made', 'asked');

-- What a provider showed for a condition. It belongs to the provider and the list, so that it outlives the application.
-- tenant provider(organisation_ref) select insert delete
create table tendering.evidence (
  council_id integer not null,
  evidence_ref text not null,
  market_ref text not null,
  organisation_ref text not null,
  condition text not null,
  file_name text not null,
  sha256 text not null,
  bytes bigint not null,
  words text not null,
  expires_on date,
  state text not null check (state in ('given', 'accepted', 'refused')),
  given_at timestamptz not null,
  given_by_name text not null,
  checked_at timestamptz,
  checked_by_name text,
  check_words text not null default '',
  primary key (council_id, evidence_ref),
  foreign key (council_id, market_ref) references tendering.market (council_id, market_ref)
);

create index evidence_by_provider on tendering.evidence (council_id, market_ref, organisation_ref, condition);

create index evidence_by_end on tendering.evidence (council_id, expires_on) where state = 'accepted';

create index evidence_to_check on tendering.evidence (council_id, given_at) where state = 'given';

-- tenant provider(organisation_ref) select
create table tendering.member (
  council_id integer not null,
  market_ref text not null,
  organisation_ref text not null,
  name text not null collate "und-x-icu",
  lots text[] not null,
  since_day date not null,
  state text not null check (state in ('member', 'suspended', 'removed')),
  suspended_for text check (suspended_for in ('evidence', 'register', 'rating', 'concern')),
  reason text not null,
  changed_on date not null,
  review_day date,
  checked_on date,
  quality_percent integer check (quality_percent between 0 and 100),
  price_pence bigint check (price_pence > 0),
  capacity_hours integer check (capacity_hours >= 0),
  primary key (council_id, market_ref, organisation_ref),
  check ((state = 'suspended') = (suspended_for is not null)),
  foreign key (council_id, market_ref) references tendering.market (council_id, market_ref)
);

create index member_by_name on tendering.member (council_id, market_ref, state, name, organisation_ref);

create index member_by_organisation on tendering.member (council_id, organisation_ref, state);

-- The register as it is published: who is on a list, for what, where and since when.
-- tenant public provider(all) select
create table tendering.published_member (
  council_id integer not null,
  market_ref text not null,
  organisation_ref text not null,
  name text not null collate "und-x-icu",
  lots text[] not null,
  zones text[] not null,
  since_day date not null,
  primary key (council_id, market_ref, organisation_ref),
  foreign key (council_id, market_ref) references tendering.market (council_id, market_ref)
);

create index published_member_by_name on tendering.published_member (council_id, market_ref, name, organisation_ref);

-- P-17: at admission, on award, on each call-off and yearly.
-- tenant append-only
create table tendering.exclusion_check (
  council_id integer not null,
  organisation_ref text not null,
  at timestamptz not null,
  stage text not null check (stage in ('admission', 'award', 'call_off', 'yearly')),
  about text not null,
  finding text not null check (finding in ('none', 'excludable', 'excluded')),
  looked_up_on date not null,
  evidence text not null,
  grounds text not null,
  by_name text not null,
  primary key (council_id, organisation_ref, at, stage, about)
);

-- Something about a member that an officer is to look at.
-- tenant
create table tendering.member_review (
  council_id integer not null,
  review_ref text not null,
  market_ref text not null,
  organisation_ref text not null,
  what text not null,
  words text not null,
  found_at timestamptz not null,
  settled_at timestamptz,
  settled_by_name text,
  outcome text not null default '',
  primary key (council_id, review_ref),
  foreign key (council_id, market_ref, organisation_ref) references tendering.member (council_id, market_ref, organisation_ref)
);

create index member_review_open on tendering.member_review (council_id, found_at, review_ref) where settled_at is null;

create index member_review_of_member on tendering.member_review (council_id, market_ref, organisation_ref, found_at);

-- One thing is looked at once, however often it is found.
create unique index member_review_once on tendering.member_review (council_id, market_ref, organisation_ref, what, words)
  where settled_at is null;

-- That a provider was reminded of evidence that ends, so many days before.
-- tenant append-only
create table tendering.evidence_reminder (
  council_id integer not null,
  evidence_ref text not null,
  days_before integer not null,
  at timestamptz not null,
  primary key (council_id, evidence_ref, days_before),
  foreign key (council_id, evidence_ref) references tendering.evidence (council_id, evidence_ref)
);
