-- Prices of an hour of a block by how many hours a week it comes to: of the tiers that begin by a day the last begun hold, and of those the
-- last entered.
-- tenant append-only
create table contracts.hour_tiers (
  council_id integer not null,
  contract_ref text not null,
  number integer not null check (number > 0),
  from_day date not null,
  tiers jsonb not null,
  note text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);
