-- A provider says its capacity by the parts of the day, and sees for how long its word holds.
create policy provider_reads_capacity on councils.policy for select to almoner_provider
  using (council_id = current_setting('app.council')::int and kind in ('parts-of-day', 'capacity'));
