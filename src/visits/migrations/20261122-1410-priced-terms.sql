-- What a rate card may price besides time and place: the skill of the worker, how far they come; and who cancelled a visit.
alter table visits.visit add column skill text;

alter table visits.visit add column miles numeric(6, 2) check (miles >= 0);

alter table visits.visit add column cancelled_by text check (cancelled_by in ('person', 'council', 'provider'));

-- How often the worker of a night was woken, and for how long each time (M-25). What was said last counts.
-- tenant append-only provider(organisation_ref) select insert
create table visits.waking (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  number integer not null check (number > 0),
  organisation_ref text not null,
  person_ref text not null,
  minutes jsonb not null,
  note text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, day, visit_ref, number)
);

create index waking_by_person on visits.waking (council_id, person_ref);

create view visits.v_waking with (security_invoker = true) as
  select distinct on (council_id, day, visit_ref) council_id, day, visit_ref, minutes
  from visits.waking order by council_id, day, visit_ref, number desc;

grant select on visits.v_waking to almoner_council, almoner_provider;

create or replace view visits.v_visit with (security_invoker = true) as
  select council_id, day, visit_ref, person_ref, organisation_ref, package_ref, contract_ref, card_ref, service, zone, start_at,
    minutes, workers, time_critical, status, bank_holiday, cancelled_why, cancelled_at, cancelled_by, skill, miles
  from visits.visit;
