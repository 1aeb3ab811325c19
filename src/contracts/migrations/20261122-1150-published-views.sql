-- What later stages may read of contracts and of what is committed under them.
create view contracts.v_contract with (security_invoker = true) as
  select council_id, contract_ref, organisation_ref, service, zones, from_day, to_day, ceiling_pence
  from contracts.contract;

create view contracts.v_draw_down with (security_invoker = true) as
  select council_id, contract_ref, line, package_ref, kind, pence, at, chunk
  from contracts.draw_down;

grant select on contracts.v_contract, contracts.v_draw_down to almoner_council;
