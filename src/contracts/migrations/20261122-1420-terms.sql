-- What a contract says beside its prices: hours bought as a block (M-28), how it is paid (M-61), how much is to be logged electronically
-- (M-55). Null is as the rate card, or the council's policy, has it. Of the terms that begin by a day the last begun count, and of those
-- the last entered.
-- tenant append-only provider(organisation_ref) select
create table contracts.terms (
  council_id integer not null,
  contract_ref text not null,
  organisation_ref text not null,
  number integer not null check (number > 0),
  from_day date not null,
  block_minutes_per_week integer check (block_minutes_per_week between 0 and 600000),
  cycle text check (cycle in ('actuals', 'commissioned_then_reconciled')),
  electronic_percent integer check (electronic_percent between 0 and 100),
  note text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

create or replace view contracts.v_contract with (security_invoker = true) as
  select council_id, contract_ref, organisation_ref, service, zones, from_day, to_day, ceiling_pence, card_ref
  from contracts.contract;
