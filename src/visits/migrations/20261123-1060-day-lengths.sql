-- How many of a day's visits were planned for so many minutes, by provider, and to how many of these the person had agreed. Counted
-- with the day's measures, anew and never added to: months are read from a few rows a day.
-- tenant
create table visits.day_length (
  council_id integer not null,
  day date not null,
  organisation_ref text not null,
  minutes integer not null,
  visits integer not null,
  agreed integer not null,
  primary key (council_id, day, organisation_ref, minutes)
);

insert into visits.measure_due (council_id, day)
select distinct council_id, day from visits.day_measure
on conflict (council_id, day) do nothing;
