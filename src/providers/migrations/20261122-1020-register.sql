create schema providers;

-- reference
create table providers.organisation (
  organisation_ref text not null,
  name text collate "und-x-icu",
  also_known_as text,
  brand_ref text,
  brand_name text,
  company_number text,
  charity_number text,
  ods_code text,
  ownership text,
  sector text,
  phone text,
  website text,
  address text,
  postcode text,
  region text,
  local_authority text,
  uprn text,
  latitude double precision,
  longitude double precision,
  registered_from date,
  status text not null check (status in ('registered', 'deregistered')),
  ended_on date,
  as_of date not null,
  primary key (organisation_ref)
);

create index organisation_by_name on providers.organisation (lower(name) text_pattern_ops);

-- reference
create table providers.location (
  location_ref text not null,
  name text collate "und-x-icu",
  also_known_as text,
  organisation_ref text,
  organisation_name text,
  brand_ref text,
  brand_name text,
  care_home boolean,
  beds integer,
  dormant boolean,
  ods_code text,
  ownership text,
  category text,
  phone text,
  website text,
  address text,
  postcode text,
  region text,
  local_authority text,
  district text,
  area_code text,
  uprn text,
  latitude double precision,
  longitude double precision,
  registered_from date,
  last_checked date,
  specialisms text[] not null,
  activities text[] not null,
  status text not null check (status in ('registered', 'deregistered')),
  ended_on date,
  as_of date not null,
  primary key (location_ref)
);

create index location_by_organisation on providers.location (organisation_ref);
create index location_by_area on providers.location (local_authority);
create index location_by_postcode on providers.location (postcode);

-- reference
create table providers.location_service (
  location_ref text not null references providers.location (location_ref),
  service text not null,
  primary key (location_ref, service)
);

create index location_service_by_service on providers.location_service (service, location_ref);

-- reference append-only
-- A rating as it was published. When a later extract gives another rating for the same report, that is a new row.
create table providers.rating (
  subject_kind text not null check (subject_kind in ('location', 'organisation')),
  subject_ref text not null,
  service_group text not null,
  key_question text not null check (key_question in ('Overall', 'Safe', 'Effective', 'Caring', 'Responsive', 'Well-led')),
  rated_on date not null,
  source text not null,
  as_of date not null,
  dated_by text not null check (dated_by in ('source', 'first seen')),
  rating text check (rating in ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')),
  unrated_label text,
  inherited boolean,
  report_url text,
  primary key (subject_kind, subject_ref, service_group, key_question, rated_on, source, as_of),
  check ((rating is null) = (unrated_label is not null))
);

-- reference
-- The latest published rating of each subject, service group and key question, kept for lists and filters.
create table providers.current_rating (
  subject_kind text not null,
  subject_ref text not null,
  service_group text not null,
  key_question text not null,
  rated_on date not null,
  dated_by text not null,
  rating text,
  unrated_label text,
  inherited boolean,
  source text not null,
  report_url text,
  primary key (subject_kind, subject_ref, service_group, key_question)
);

create index current_rating_by_rating on providers.current_rating (key_question, rating, subject_ref);

-- reference
-- Two registrations of one service, one after the other.
create table providers.succession (
  earlier_ref text not null,
  later_ref text not null,
  basis text not null check (basis in ('register', 'same name and postcode')),
  primary key (earlier_ref, later_ref)
);

create index succession_by_later on providers.succession (later_ref);

-- reference
-- In which kind of extract a location was last listed, to tell later which are gone from it.
create table providers.listing (
  layout text not null,
  location_ref text not null,
  area text not null,
  listed_on date not null,
  primary key (layout, location_ref)
);

create index listing_by_area on providers.listing (layout, area);

-- tenant
create table providers.import (
  council_id integer not null,
  import_ref text not null,
  file_name text not null,
  file_sha256 text not null,
  layout text not null,
  as_of date not null,
  lists_all boolean not null,
  status text not null check (status in ('running', 'finished', 'failed')),
  failure text,
  started_at timestamptz not null,
  started_by text not null,
  progressed_at timestamptz not null,
  finished_at timestamptz,
  bytes_read bigint not null,
  bytes bigint not null,
  rows_read integer not null,
  rows_rejected integer not null,
  rows_repeated integer not null,
  warnings integer not null,
  locations_new integer not null,
  locations_changed integer not null,
  locations_unchanged integer not null,
  locations_gone integer not null,
  locations_succeeded integer not null,
  organisations_new integer not null,
  organisations_changed integer not null,
  ratings_new integer not null,
  notes text[] not null,
  primary key (council_id, import_ref)
);

-- tenant append-only
-- What an import found: rows left out, values left out, and each record that is new, changed, gone or registered anew.
create table providers.import_finding (
  council_id integer not null,
  import_ref text not null,
  chunk text not null,
  finding_ref text not null,
  finding text not null check (finding in ('rejected', 'repeated', 'warning', 'new', 'changed', 'gone', 're-registered')),
  line integer,
  record_kind text,
  record_ref text,
  record_name text,
  field text,
  value text,
  reason text,
  cure text,
  changes jsonb,
  primary key (council_id, import_ref, finding_ref),
  foreign key (council_id, import_ref) references providers.import (council_id, import_ref)
);

create index import_finding_by_kind on providers.import_finding (council_id, import_ref, finding, finding_ref);
create index import_finding_by_chunk on providers.import_finding (council_id, chunk);

-- tenant append-only provider(organisation_ref) select
-- Whether a council places with an organisation: the latest row of each organisation counts.
create table providers.standing (
  council_id integer not null,
  organisation_ref text not null references providers.organisation (organisation_ref),
  from_at timestamptz not null,
  standing text not null check (standing in ('approved', 'suspended', 'not used')),
  reason text not null,
  review_day date,
  decided_by text not null,
  primary key (council_id, organisation_ref, from_at)
);

-- tenant
create table providers.council_provider (
  council_id integer not null,
  organisation_ref text not null references providers.organisation (organisation_ref),
  contact_name text,
  contact_email text,
  contact_phone text,
  supplier_number text,
  note text,
  primary key (council_id, organisation_ref)
);
