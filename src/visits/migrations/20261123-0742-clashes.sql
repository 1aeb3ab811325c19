-- Visits whose worker was at another person's visit at the same time, each beside the other, until the council settles it (M-53).
create view visits.v_clash with (security_invoker = true) as
  with standing as (
    select c.council_id, c.day, c.visit_ref, c.worker_ref, c.other_day, c.other_visit_ref
    from visits.clash c
    join visits.attendance a on a.council_id = c.council_id and a.day = c.day and a.visit_ref = c.visit_ref
      and a.worker_ref = c.worker_ref
    join visits.attendance b on b.council_id = c.council_id and b.day = c.other_day and b.visit_ref = c.other_visit_ref
      and b.worker_ref = c.worker_ref and b.in_at < a.out_at and a.in_at < b.out_at
    where not exists (select from visits.follow_up f where f.council_id = c.council_id and f.kind = 'two places' and f.day = c.day
      and f.item_ref = c.visit_ref || ' ' || c.worker_ref || ' ' || c.other_visit_ref and f.answer = 'settled'))
  select council_id, day, visit_ref, worker_ref, other_visit_ref from standing
  union
  select council_id, other_day, other_visit_ref, worker_ref, visit_ref from standing;

grant select on visits.v_clash to almoner_council;
