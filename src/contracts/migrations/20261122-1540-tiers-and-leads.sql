-- Weekly prices by how much care somebody has (O-15): of the tiers that begin by a day the last begun hold, and of those the last entered.
-- tenant append-only
create table contracts.tiers (
  council_id integer not null,
  contract_ref text not null,
  number integer not null check (number > 0),
  from_day date not null,
  tiers jsonb not null,
  retier_percent integer not null check (retier_percent between 1 and 100),
  retier_weeks integer not null check (retier_weeks between 1 and 52),
  note text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

-- Who leads in a zone for a service, and so is asked first: one at a time.
-- tenant
create table contracts.lead_provider (
  council_id integer not null,
  zone text not null,
  service text not null,
  from_day date not null,
  to_day date check (to_day > from_day),
  contract_ref text not null,
  primary key (council_id, zone, service, from_day),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref),
  exclude using gist (council_id with =, zone with =, service with =, daterange(from_day, to_day) with &&)
);
