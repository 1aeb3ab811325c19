-- Which contracts were called off from a framework: the share of care placed on frameworks is counted by it.
create view contracts.v_under_framework with (security_invoker = true) as
  select council_id, contract_ref from contracts.contract where framework_ref is not null;

grant select on contracts.v_under_framework to almoner_council;
