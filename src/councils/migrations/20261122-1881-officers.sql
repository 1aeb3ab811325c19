-- Who an officer is to later stages that say whose something is: the name, the team, and whether the officer has left.
create view councils.v_officer with (security_invoker = true) as
  select council_id, officer_ref, name, team_ref, left_day from councils.officer;

grant select on councils.v_officer to almoner_council;
