-- Statements whose savings are still to be counted.
-- tenant
create table payments.saving_due (
  council_id integer not null,
  statement_ref text not null,
  primary key (council_id, statement_ref)
);

-- What the visits of a statement were commissioned at, what of it was delivered and what was paid, by month of the visits.
-- An adjustment counts in the statement that posted it, by the difference that it made.
-- tenant append-only
create table payments.saving (
  council_id integer not null,
  statement_ref text not null,
  month date not null,
  organisation_ref text not null,
  visits integer not null,
  commissioned_minutes bigint not null,
  delivered_minutes bigint not null,
  commissioned_pence bigint not null,
  delivered_pence bigint not null,
  paid_pence bigint not null,
  primary key (council_id, statement_ref, month)
);

create index saving_of_month on payments.saving (council_id, month, organisation_ref);
