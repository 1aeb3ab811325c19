-- Visits a week that a provider makes now, by the first part of the postcode and part of the day: told by visits.
-- tenant
create table brokerage.rounds (
  council_id integer not null,
  organisation_ref text not null,
  outward_code text not null,
  part text not null,
  visits integer not null check (visits > 0),
  primary key (council_id, outward_code, organisation_ref, part)
);

create index rounds_of_provider on brokerage.rounds (council_id, organisation_ref);

-- How often a provider came to a person in the 28 days before `as_of`, and how many of those were its three most frequent workers: told by visits.
-- tenant
create table brokerage.known_worker (
  council_id integer not null,
  person_ref text not null,
  organisation_ref text not null,
  as_of date not null,
  visits integer not null check (visits > 0),
  top_three integer not null check (top_three between 1 and visits),
  primary key (council_id, person_ref, organisation_ref)
);

-- What visits had told of it when the package was sent, where the contract's weights ask for it: the ranking rests on it.
alter table brokerage.invitation add column told jsonb;
