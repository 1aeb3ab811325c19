-- What later stages may read of care in place: which service, in which zone, under which contract.
create view brokerage.v_placement with (security_invoker = true) as
  select council_id, package_ref, person_ref, organisation_ref, contract_ref, service, zone, start_day, end_day, weekly_pence
  from brokerage.placement;

grant select on brokerage.v_placement to almoner_council;
