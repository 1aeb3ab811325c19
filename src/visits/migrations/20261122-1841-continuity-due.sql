-- People of whom more is logged since it was counted who came to them.
-- tenant
create table visits.continuity_due (
  council_id integer not null,
  person_ref text not null,
  primary key (council_id, person_ref)
);

-- What a provider logs marks the person, which is all that the table says.
grant select, update, insert on visits.continuity_due to almoner_provider;

create policy provider_marks on visits.continuity_due to almoner_provider using (council_id = current_setting('app.council')::int) with check (council_id = current_setting('app.council')::int);

create index plan_by_organisation on visits.plan (council_id, organisation_ref);
