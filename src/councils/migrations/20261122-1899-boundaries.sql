-- The shapes of the areas of a zone: rings of whole metres east and north of the south-west corner of the file they came in.
-- tenant
create table councils.zone_shape (
  council_id integer not null,
  area text not null,
  zone text not null,
  rings jsonb not null,
  primary key (council_id, area),
  foreign key (council_id, zone) references councils.zone (council_id, zone)
);
