-- What a contract is measured by (P-15): a target, and whether more is better. `measure` names what visits may tell of it.
-- tenant
create table contracts.kpi (
  council_id integer not null,
  contract_ref text not null,
  number integer not null check (number > 0),
  name text not null collate "und-x-icu",
  target numeric(12, 2) not null,
  more_is_better boolean not null,
  period text not null check (period in ('month', 'quarter', 'year')),
  measure text,
  from_day date not null,
  ended_day date,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

-- A figure of a period with its rating by the thresholds of its day; of several for a period the last entered counts.
-- tenant append-only
create table contracts.kpi_figure (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  period_from date not null,
  entry integer not null check (entry > 0),
  figure numeric(12, 2) not null,
  rating text not null check (rating in ('good', 'approaching', 'requires_improvement', 'inadequate', 'other')),
  source text not null check (source in ('hand', 'told')),
  note text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, contract_ref, number, period_from, entry),
  foreign key (council_id, contract_ref, number) references contracts.kpi (council_id, contract_ref, number)
);
