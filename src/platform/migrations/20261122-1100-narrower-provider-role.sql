-- What a provider's transactions reach of the tables that every command writes; docs/decisions/0007 says what stays open and why.

-- Whose answer it is: a provider's machine finds again what its own organisation was answered, and nothing else.
alter table audit.idempotency add column organisation_ref text;

drop policy provider_repeats on audit.idempotency;

create policy provider_repeats on audit.idempotency to almoner_provider
  using (council_id = current_setting('app.council')::int and organisation_ref = current_setting('app.organisation'))
  with check (council_id = current_setting('app.council')::int and organisation_ref = current_setting('app.organisation'));

-- References that only officers' commands take are neither seen nor taken: how many people, packages and pay runs there are is the council's.
drop policy provider_counts on audit.counter;

create policy provider_counts on audit.counter to almoner_provider
  using (council_id = current_setting('app.council')::int
    and prefix <> all ('{O,T,P,CH,A,SP,CV,RV,FW,CT,DD,PK,PR,ST}'::text[]))
  with check (council_id = current_setting('app.council')::int
    and prefix <> all ('{O,T,P,CH,A,SP,CV,RV,FW,CT,DD,PK,PR,ST}'::text[]));

revoke update on audit.counter from almoner_provider;

grant update (next) on audit.counter to almoner_provider;

-- The chain is one for the council, so a provider's line moves its head; it neither begins a chain nor takes one to another council.
revoke insert, update on audit.chain_head from almoner_provider;

grant update (seq, hash) on audit.chain_head to almoner_provider;
