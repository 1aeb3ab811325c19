-- Days whose measures must be counted again, because a visit or a log row of theirs is another now.
-- tenant
create table visits.measure_due (
  council_id integer not null,
  day date not null,
  primary key (council_id, day)
);

-- How a day's visits went, by provider and zone. Counted anew, never added to.
-- tenant provider(organisation_ref) select
create table visits.day_measure (
  council_id integer not null,
  day date not null,
  organisation_ref text not null,
  zone text not null,
  due integer not null,
  delivered integer not null,
  missed integer not null,
  timed integer not null,
  on_time integer not null,
  planned_minutes integer not null,
  stayed_minutes integer not null,
  electronic integer not null,
  manual integer not null,
  counted_at timestamptz not null,
  primary key (council_id, day, organisation_ref, zone)
);

create index day_measure_of_provider on visits.day_measure (council_id, organisation_ref, day);

-- Who came to a person in the 28 days before `as_of`, as their provider's continuity (M-43).
-- tenant provider(organisation_ref) select
create table visits.continuity (
  council_id integer not null,
  person_ref text not null,
  organisation_ref text not null,
  zone text not null,
  as_of date not null,
  attendances integer not null,
  workers integer not null,
  top_three integer not null,
  primary key (council_id, person_ref, organisation_ref)
);

create index continuity_of_provider on visits.continuity (council_id, organisation_ref);
