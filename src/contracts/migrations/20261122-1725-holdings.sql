-- Who holds a contract from which day up to which: care goes on under the same contract when another provider takes it over.
create view contracts.v_holding with (security_invoker = true) as
  select h.council_id, h.contract_ref, h.organisation_ref, h.from_day, h.to_day, h.turn
  from (
    select s.council_id, s.contract_ref, s.organisation_ref, s.from_day,
      lead(s.from_day) over (partition by s.council_id, s.contract_ref order by s.number) as to_day,
      row_number() over (partition by s.council_id, s.contract_ref order by s.number) as turn
    from (
      select council_id, contract_ref, organisation_ref, from_day, number,
        lag(organisation_ref) over (partition by council_id, contract_ref order by number) as before_ref
      from (
        select council_id, contract_ref, organisation_ref, from_day, 0 as number from contracts.contract
        union all
        select council_id, contract_ref, organisation_ref, from_day, number from contracts.version) v) s
    where s.before_ref is distinct from s.organisation_ref) h
  where h.to_day is null or h.to_day > h.from_day;

grant select on contracts.v_holding to almoner_council;
