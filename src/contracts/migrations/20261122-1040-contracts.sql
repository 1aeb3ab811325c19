create schema contracts;

-- tenant
create table contracts.framework (
  council_id integer not null,
  framework_ref text not null,
  title text not null,
  service text not null,
  from_day date not null,
  to_day date not null,
  weights jsonb not null,
  primary key (council_id, framework_ref)
);

-- tenant provider(organisation_ref) select
create table contracts.contract (
  council_id integer not null,
  contract_ref text not null,
  framework_ref text,
  organisation_ref text not null,
  title text not null collate "und-x-icu",
  lot text not null,
  service text not null,
  zones text[] not null,
  card_ref text not null,
  ceiling_pence bigint,
  from_day date not null,
  to_day date not null check (to_day > from_day),
  primary key (council_id, contract_ref),
  foreign key (council_id, framework_ref) references contracts.framework (council_id, framework_ref),
  foreign key (organisation_ref) references providers.organisation (organisation_ref)
);

create index contract_by_organisation on contracts.contract (council_id, organisation_ref);

-- What placements commit of a contract's value: a line is never changed, a correction is a new line.
-- tenant append-only
create table contracts.draw_down (
  council_id integer not null,
  contract_ref text not null,
  line integer not null,
  package_ref text not null,
  kind text not null check (kind in ('placed', 'ended')),
  from_day date not null,
  to_day date,
  weekly_pence bigint not null,
  pence bigint not null,
  override_officer_ref text,
  override_reason text,
  at timestamptz not null,
  chunk text,
  primary key (council_id, contract_ref, line),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

create index draw_down_by_chunk on contracts.draw_down (council_id, chunk);

create index draw_down_by_package on contracts.draw_down (council_id, package_ref);
