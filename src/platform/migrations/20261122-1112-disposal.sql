-- Old lines are dropped by the clock in the platform's role. Not even a mistake in the council's policy drops a young one: the database refuses.
create policy old_lines on audit.access to almoner_platform using (at < now() - interval '1 year');

grant select (council_id, at), delete on audit.access to almoner_platform;

create policy old_answers on audit.idempotency to almoner_platform using (at < now() - interval '7 days');

grant select (council_id, at), delete on audit.idempotency to almoner_platform;

create index access_by_age on audit.access (council_id, at);

create index idempotency_by_age on audit.idempotency (council_id, at);
