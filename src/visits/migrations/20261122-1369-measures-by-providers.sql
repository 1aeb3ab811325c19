-- What a provider logs changes how a day went: it marks the day to be counted again, which is all that the table says.
grant select, update, insert on visits.measure_due to almoner_provider;

create policy provider_marks on visits.measure_due to almoner_provider using (council_id = current_setting('app.council')::int) with check (council_id = current_setting('app.council')::int);
