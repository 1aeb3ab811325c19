-- What everybody may read of the contract register: no prices that are exempt, no sums that so few people stand behind that one of them
-- could be told. Made anew from the register, by each command and by the clock.
-- tenant public
create table contracts.published (
  council_id integer not null,
  contract_ref text not null,
  title text not null collate "und-x-icu",
  provider_name text not null collate "und-x-icu",
  organisation_ref text not null,
  lot text not null,
  service text not null,
  zones text[] not null,
  regime text not null,
  from_day date not null,
  to_day date not null,
  extension_months integer not null,
  value_pence bigint,
  committed_pence bigint,
  withheld text,
  buyers jsonb not null,
  tender_ref text,
  changes integer not null,
  updated_on date not null,
  primary key (council_id, contract_ref)
);

create index published_by_end on contracts.published (council_id, to_day, contract_ref);
