-- tenant
create table payments.payment_file (
  council_id integer not null,
  payment_file_ref text not null,
  pay_day date not null,
  processing_day date not null,
  state text not null check (state in ('made', 'released', 'cancelled')),
  payments integer not null,
  amount_pence bigint not null,
  service_user_number text not null,
  originator_name text not null,
  paying_details_ref text not null,
  made_by text not null,
  made_by_name text not null,
  made_at timestamptz not null,
  settled_by_name text,
  settled_at timestamptz,
  primary key (council_id, payment_file_ref)
);

create index payment_file_newest on payments.payment_file (council_id, made_at desc, payment_file_ref desc);

-- One provider's payment in a file; a provider sees it once the file is released.
-- tenant provider(organisation_ref) select
create table payments.payment (
  council_id integer not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  bank_details_ref text not null,
  reference text not null,
  amount_pence bigint not null check (amount_pence > 0),
  pay_day date not null,
  released_at timestamptz,
  primary key (council_id, payment_file_ref, organisation_ref),
  foreign key (council_id, payment_file_ref) references payments.payment_file (council_id, payment_file_ref),
  foreign key (council_id, bank_details_ref) references payments.bank_details (council_id, bank_details_ref)
);

create index payment_of_provider on payments.payment (council_id, organisation_ref, pay_day desc);

-- What a payment is made of: a statement without what was in dispute (empty query), and later what a settled query held back.
-- Each is in one file at most: the key says so, whatever is retried.
-- tenant provider(organisation_ref) select
create table payments.payment_part (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  valid_day date not null,
  primary key (council_id, statement_ref, query_ref),
  foreign key (council_id, statement_ref) references payments.statement (council_id, statement_ref),
  foreign key (council_id, payment_file_ref, organisation_ref) references payments.payment (council_id, payment_file_ref, organisation_ref)
);

create index payment_part_of_file on payments.payment_part (council_id, payment_file_ref, organisation_ref);

-- What a file left out of a statement because a query stood open.
-- tenant provider(organisation_ref) select
create table payments.held_back (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  primary key (council_id, statement_ref, query_ref),
  foreign key (council_id, query_ref) references payments.query (council_id, query_ref)
);

create index held_back_of_file on payments.held_back (council_id, payment_file_ref);
