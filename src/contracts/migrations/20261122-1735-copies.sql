-- Redacted copies of contracts as everybody reads them: of the contract with its changes up to one of them, 0 as it was entered.
-- tenant public
create table contracts.copy (
  council_id integer not null,
  contract_ref text not null,
  number integer not null check (number > 0),
  up_to_change integer not null check (up_to_change >= 0),
  filename text not null,
  file_type text not null,
  bytes bigint not null,
  sha256 text not null,
  redactions text not null,
  published_on date not null,
  withdrawn_on date,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

-- How contracts above the threshold perform, as everybody reads it: the last figure of each indicator. Made anew from the register.
-- tenant public
create table contracts.published_kpi (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  name text not null collate "und-x-icu",
  target numeric(12, 2) not null,
  more_is_better boolean not null,
  period_from date not null,
  figure numeric(12, 2) not null,
  rating text not null,
  primary key (council_id, contract_ref, number)
);
