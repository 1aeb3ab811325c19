create view providers.v_name with (security_invoker = true) as
  select organisation_ref, coalesce(name, organisation_ref) as name from providers.organisation;

grant select on providers.v_name to almoner_council, almoner_provider;
