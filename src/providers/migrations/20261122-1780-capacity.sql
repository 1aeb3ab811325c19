-- How much more care a provider could take on, as it told the council last: minutes of work a week, by zone and part of the day.
-- tenant provider(organisation_ref) select insert update
create table providers.capacity (
  council_id integer not null,
  organisation_ref text not null references providers.organisation (organisation_ref),
  zone text not null,
  part text not null check (part in ('morning', 'midday', 'tea', 'evening', 'night')),
  weekly_minutes integer not null check (weekly_minutes >= 0),
  told_at timestamptz not null,
  told_by text not null,
  primary key (council_id, organisation_ref, zone, part),
  foreign key (council_id, zone) references councils.zone (council_id, zone)
);

-- Beds that stand free in a home, by what they are for.
-- tenant provider(organisation_ref) select insert update
create table providers.beds (
  council_id integer not null,
  organisation_ref text not null references providers.organisation (organisation_ref),
  location_ref text not null references providers.location (location_ref),
  bed_type text not null check (bed_type in ('residential', 'residential_dementia', 'nursing', 'nursing_dementia', 'respite')),
  vacant integer not null check (vacant >= 0),
  told_at timestamptz not null,
  told_by text not null,
  primary key (council_id, organisation_ref, location_ref, bed_type)
);

-- What later stages ask of it: when a provider told what of its hours.
create view providers.v_capacity with (security_invoker = true) as
  select council_id, organisation_ref, zone, part, weekly_minutes, told_at
  from providers.capacity;

grant select on providers.v_capacity to almoner_council, almoner_provider;
