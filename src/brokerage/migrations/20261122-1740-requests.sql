-- Why now, what a provider must have and what would be good, outcomes in place of visits, and what it would cost by those who would be asked.
alter table brokerage.care_package add column kind text not null default 'new'
  check (kind in ('new', 'hospital_discharge', 'change', 'restart', 'crisis', 'respite', 'carers_break'));

alter table brokerage.care_package add column musts jsonb not null default '[]';

alter table brokerage.care_package add column wishes jsonb not null default '[]';

alter table brokerage.care_package add column by_outcomes jsonb;

alter table brokerage.care_package add column copied_from text;

alter table brokerage.care_package add column cost_range jsonb;

-- The same for the provider, before it is chosen.
alter table brokerage.invitation add column needs jsonb;

-- What of that a provider says that it meets.
alter table brokerage.offer add column meets jsonb;

-- Whom a person wants and whom not: who said so and when. Taken back is not forgotten.
-- tenant
create table brokerage.preference (
  council_id integer not null,
  preference_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  organisation_name text collate "und-x-icu" not null,
  kind text not null check (kind in ('prefers', 'refuses')),
  said_by text not null,
  said_on date not null,
  note text not null,
  kept_at timestamptz not null,
  kept_by_name text not null,
  ended_at timestamptz,
  primary key (council_id, preference_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref)
);

-- What holds of one person about one organisation is one thing.
create unique index preference_in_force on brokerage.preference (council_id, person_ref, organisation_ref) where ended_at is null;
