-- What a provider says of a service to the public, beside what the register says.
-- tenant provider(organisation_ref) select insert update
create table providers.described (
  council_id integer not null,
  location_ref text not null references providers.location (location_ref),
  organisation_ref text not null,
  description text not null,
  phone text,
  email text,
  takes_self_funders boolean not null,
  price_unit text check (price_unit in ('hour', 'week')),
  from_pence bigint check (from_pence > 0),
  to_pence bigint,
  price_note text not null,
  told_at timestamptz not null,
  told_by text not null,
  primary key (council_id, location_ref),
  check ((price_unit is null) = (from_pence is null) and (price_unit is null) = (to_pence is null)),
  check (to_pence >= from_pence)
);

-- The public directory: made anew from the register, from what providers say of themselves and of their free hours and beds.
-- tenant public
create table providers.directory (
  council_id integer not null,
  location_ref text not null,
  organisation_ref text not null,
  name text not null collate "und-x-icu",
  organisation_name text not null collate "und-x-icu",
  services text[] not null,
  care_home boolean not null,
  address text,
  postcode text,
  latitude double precision,
  longitude double precision,
  phone text,
  email text,
  website text,
  rating text,
  rated_on date,
  description text not null,
  takes_self_funders boolean,
  price_unit text,
  from_pence bigint,
  to_pence bigint,
  price_note text not null,
  -- Names of the zones in which its provider has hours free; null where nothing lately was said.
  room_in text[],
  beds_free integer,
  room_told_on date,
  updated_at timestamptz not null,
  primary key (council_id, location_ref)
);

create index directory_by_name on providers.directory (council_id, name, location_ref);
