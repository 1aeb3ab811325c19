-- Rows of the call log that are kept and still wait for their seats: until they have them nobody can say what the visits of their days are worth.
create view visits.v_waiting_log with (security_invoker = true) as
  select l.council_id, l.day, l.person_ref, l.organisation_ref
  from visits.seating_due d join visits.call_log l on l.council_id = d.council_id and l.chunk = d.chunk
  union all
  select l.council_id, l.day, l.person_ref, l.organisation_ref
  from visits.seating_piece p
  join visits.call_log l on l.council_id = p.council_id and l.chunk = any (p.chunks)
    and l.person_ref > p.after_person and l.person_ref <= p.through_person;

grant select on visits.v_waiting_log to almoner_council;
