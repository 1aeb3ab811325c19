-- The floor under an offer is shown to the provider that makes it, with its sum.
create policy provider_reads_floor on councils.policy for select to almoner_provider using (council_id = current_setting('app.council')::int and kind = 'cost-floor');
