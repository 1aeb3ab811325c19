-- What became of money that a provider owes and that no payment is left to take it from: an invoice of the council, money paid back,
-- or written off. One officer proposes it, another settles it.
-- tenant provider(organisation_ref) select
create table payments.debt (
  council_id integer not null,
  debt_ref text not null,
  organisation_ref text not null,
  way text not null check (way in ('invoiced', 'repaid', 'written_off')),
  amount_pence bigint not null check (amount_pence > 0),
  day date not null,
  reference text not null,
  reason text not null,
  state text not null check (state in ('proposed', 'settled', 'refused')),
  made_by text not null,
  made_by_name text not null,
  made_at timestamptz not null,
  settled_by_name text,
  settled_at timestamptz,
  primary key (council_id, debt_ref),
  check ((state = 'proposed') = (settled_at is null))
);

-- One proposal at a time waits for its second officer.
create unique index debt_waiting on payments.debt (council_id, organisation_ref) where state = 'proposed';

create index debt_newest on payments.debt (council_id, made_at desc, debt_ref desc);

-- The statements that a settled debt is made of, and what was due and set off against it; none of them is in a payment file.
-- tenant append-only provider(organisation_ref) select
create table payments.debt_part (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  debt_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  primary key (council_id, statement_ref, query_ref),
  foreign key (council_id, statement_ref) references payments.statement (council_id, statement_ref),
  foreign key (council_id, debt_ref) references payments.debt (council_id, debt_ref)
);

create index debt_part_of_debt on payments.debt_part (council_id, debt_ref);

alter table payments.posting
  drop constraint posting_source_check,
  add constraint posting_source_check check (source in ('commitment', 'accrual', 'statement', 'payment', 'invoice', 'repayment', 'write_off'));

alter table payments.posting_line
  drop constraint posting_line_account_check,
  add constraint posting_line_account_check check (account in ('commitment', 'reserve', 'expenditure', 'accrual', 'creditor', 'debtor', 'cash', 'written_off'));
