-- What continuity of care asks of many people at once: who is at home with them, who helps them, and whether a key safe is held; never its code.
create view people.v_support with (security_invoker = true) as
  select p.council_id, p.person_ref, p.given_name || ' ' || p.family_name as name, p.zone, p.lives_alone, p.postcode || ' ' || p.address_lines::text as home,
    exists (select 1 from people.key_safe k where k.council_id = p.council_id and k.person_ref = p.person_ref) as key_safe,
    exists (select 1 from people.plan l join people.plan_need n on n.council_id = l.council_id and n.plan_ref = l.plan_ref
      where l.council_id = p.council_id and l.person_ref = p.person_ref and l.status = 'current' and n.met_by = 'carer') as helped_by_carer,
    (select c.name || ' (' || c.relationship || ')' || coalesce(', ' || c.phone, '') from people.contact c
      where c.council_id = p.council_id and c.person_ref = p.person_ref order by c.emergency desc, c.contact_no limit 1) as contact
  from people.person p;

grant select on people.v_support to almoner_council;
