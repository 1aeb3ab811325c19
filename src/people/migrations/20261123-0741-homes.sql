-- Who lives at one address, however it was typed: one worker is with both at once without being in two places (M-53).
create view people.v_home with (security_invoker = true) as
  select council_id, person_ref,
    upper(regexp_replace(postcode, '\s', '', 'g')) || ' ' || lower(regexp_replace(address_lines::text, '[^[:alnum:]]', '', 'g')) as home
  from people.person;

grant select on people.v_home to almoner_council;
