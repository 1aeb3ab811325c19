-- Since when the person is away of whose absence a visit was cancelled: what a retainer is counted from.
create view visits.v_away_since with (security_invoker = true) as
  select v.council_id, v.day, v.visit_ref, a.kind, a.from_at as away_since
  from visits.visit v
  join visits.absence a on a.council_id = v.council_id and a.absence_ref = v.absence_ref
  where v.status = 'cancelled' and not a.withdrawn;

grant select on visits.v_away_since to almoner_council;
