-- The call log for later stages: which rows came with which chunk, and of whom they are.
create view visits.v_call_log with (security_invoker = true) as
  select council_id, day, log_source, log_ref, part, visit_ref, person_ref, organisation_ref, chunk
  from visits.call_log;

grant select on visits.v_call_log to almoner_council, almoner_provider;
