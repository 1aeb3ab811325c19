-- Visits that somebody logged while the person was away, or after their care had ended: told after the log came, so that they were not
-- cancelled. What has been resolved since is passed over when it is read, and tidied away.
-- tenant provider(organisation_ref) select
create table visits.not_home (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  why text not null check (why in ('absence', 'placement ended')),
  organisation_ref text not null,
  person_ref text not null,
  absence_ref text,
  absence_kind text,
  primary key (council_id, day, visit_ref, why)
);

create index not_home_by_person on visits.not_home (council_id, person_ref);

alter table visits.follow_up drop constraint follow_up_kind_check;
alter table visits.follow_up add constraint follow_up_kind_check
  check (kind in ('unmatched', 'no log-out', 'two places', 'no log', 'not home'));

-- Each such visit once, the end of care before an absence: logged still, and not as turned away at the door.
create view visits.v_not_home with (security_invoker = true) as
  select n.council_id, n.day, n.visit_ref, n.why, n.organisation_ref, n.person_ref, n.absence_ref, n.absence_kind,
    exists (select from visits.follow_up f where f.council_id = n.council_id and f.kind = 'not home' and f.day = n.day
      and f.item_ref = n.visit_ref and f.answer = 'settled') as is_settled
  from visits.not_home n
  join visits.visit v on v.council_id = n.council_id and v.day = n.day and v.visit_ref = n.visit_ref and v.status = 'planned'
  where (n.why = 'placement ended' or not exists (select from visits.not_home o where o.council_id = n.council_id and o.day = n.day
      and o.visit_ref = n.visit_ref and o.why = 'placement ended'))
    and exists (select from visits.attendance a where a.council_id = n.council_id and a.day = n.day and a.visit_ref = n.visit_ref
      and a.reason_code is distinct from 'no_access');

grant select on visits.v_not_home to almoner_council, almoner_provider;

insert into visits.not_home
  select v.council_id, v.day, v.visit_ref, 'absence', v.organisation_ref, v.person_ref, b.absence_ref, b.kind
  from visits.absence b
  join visits.visit v on v.council_id = b.council_id and v.person_ref = b.person_ref and v.start_at >= b.from_at
    and v.start_at < coalesce(b.to_at, 'infinity') and v.status = 'planned'
  where not b.withdrawn and exists (select from visits.attendance a where a.council_id = v.council_id and a.day = v.day
    and a.visit_ref = v.visit_ref)
  union all
  select v.council_id, v.day, v.visit_ref, 'placement ended', v.organisation_ref, v.person_ref, null, null
  from visits.plan p
  join visits.visit v on v.council_id = p.council_id and v.package_ref = p.package_ref and v.day >= p.end_day and v.status = 'planned'
  where exists (select from visits.attendance a where a.council_id = v.council_id and a.day = v.day and a.visit_ref = v.visit_ref)
  on conflict do nothing;
