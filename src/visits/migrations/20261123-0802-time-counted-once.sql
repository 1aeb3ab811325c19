-- Time of a worker who was in two places that the council counts at the one of them alone (M-53): from when to when, not at `visit_ref`.
-- tenant
create table visits.time_elsewhere (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  worker_ref text not null,
  counts_at text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  words text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, day, visit_ref, worker_ref, counts_at)
);

-- With the log-in of the attendance that it is taken off.
create view visits.v_time_elsewhere with (security_invoker = true) as
  select e.council_id, e.day, e.visit_ref, e.counts_at, e.from_at, e.to_at, a.in_at
  from visits.time_elsewhere e
  join visits.attendance a on a.council_id = e.council_id and a.day = e.day and a.visit_ref = e.visit_ref and a.worker_ref = e.worker_ref;

grant select on visits.v_time_elsewhere to almoner_council;
