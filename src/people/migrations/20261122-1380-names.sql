-- What later stages may say of a person beside a reference.
create view people.v_name with (security_invoker = true) as
  select council_id, person_ref, given_name || ' ' || family_name as name from people.person;

grant select on people.v_name to almoner_council, almoner_provider;
