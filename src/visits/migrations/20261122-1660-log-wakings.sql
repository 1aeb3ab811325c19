-- What a log row says of the wakings of its night (M-25), as it came: it goes where the row sits.
-- tenant append-only provider(organisation_ref) select insert
create table visits.log_waking (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  organisation_ref text,
  person_ref text not null,
  minutes jsonb not null,
  primary key (council_id, day, log_source, log_ref)
);

create index log_waking_by_person on visits.log_waking (council_id, person_ref);

-- What was said of the visit itself counts before what its log row says; of two workers the row of the first seat.
create or replace view visits.v_waking with (security_invoker = true) as
  select distinct on (council_id, day, visit_ref) council_id, day, visit_ref, minutes
  from (
    select council_id, day, visit_ref, number, 0 as seat, minutes from visits.waking
    union all
    select a.council_id, a.day, a.visit_ref, 0 as number, a.seat, l.minutes
    from visits.attendance a
    join visits.log_waking l on l.council_id = a.council_id and l.day = a.log_day and l.log_source = a.log_source and l.log_ref = a.log_ref
  ) said
  order by council_id, day, visit_ref, number desc, seat;
