-- A journal of the ledger: what was committed, accrued, owed or paid at one moment, and from what. It is never changed; a correction is a further one.
-- tenant append-only
create table payments.posting (
  council_id integer not null,
  posting_ref text not null,
  source text not null check (source in ('commitment', 'accrual', 'statement', 'payment')),
  source_ref text not null,
  day date not null,
  posted_at timestamptz not null,
  total_pence bigint not null check (total_pence > 0),
  primary key (council_id, posting_ref)
);

create index posting_newest on payments.posting (council_id, posted_at desc, posting_ref desc);

create index posting_of_source on payments.posting (council_id, source, source_ref);

-- Its lines: debits and credits of one posting are equal. An empty package: what was bought without one.
-- tenant append-only
create table payments.posting_line (
  council_id integer not null,
  posting_ref text not null,
  line integer not null,
  source text not null,
  day date not null,
  account text not null check (account in ('commitment', 'reserve', 'expenditure', 'accrual', 'creditor', 'cash')),
  organisation_ref text not null,
  contract_ref text not null,
  package_ref text not null,
  budget_code text not null,
  pay_run_ref text not null,
  debit_pence bigint not null check (debit_pence >= 0),
  credit_pence bigint not null check (credit_pence >= 0),
  chunk text not null,
  primary key (council_id, posting_ref, line),
  foreign key (council_id, posting_ref) references payments.posting (council_id, posting_ref),
  check ((debit_pence > 0) <> (credit_pence > 0))
);

create index posting_line_by_account on payments.posting_line (council_id, account, day) include (debit_pence, credit_pence);

create index posting_line_of_contract on payments.posting_line (council_id, contract_ref, account, day) include (debit_pence, credit_pence);

create index posting_line_of_package on payments.posting_line (council_id, package_ref, account, day) include (debit_pence, credit_pence);

create index posting_line_of_code on payments.posting_line (council_id, budget_code, account, day) include (debit_pence, credit_pence);

create index posting_line_by_day on payments.posting_line (council_id, day, posting_ref, line);

create index posting_line_of_run on payments.posting_line (council_id, pay_run_ref, account, organisation_ref);

create index posting_line_of_chunk on payments.posting_line (council_id, chunk);
