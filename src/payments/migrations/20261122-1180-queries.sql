-- What holds for queries of a statement, by the council's policy on the day on which it was posted (M-61): told here, since a provider reads no policy.
-- tenant append-only provider(organisation_ref) select
create table payments.query_terms (
  council_id integer not null,
  statement_ref text not null,
  organisation_ref text not null,
  query_until date not null,
  answer_days integer not null check (answer_days between 1 and 60),
  primary key (council_id, statement_ref),
  foreign key (council_id, statement_ref) references payments.statement (council_id, statement_ref)
);

insert into payments.query_terms (council_id, statement_ref, organisation_ref, query_until, answer_days)
  select council_id, statement_ref, organisation_ref, (approved_at at time zone 'Europe/London')::date + 14, 10 from payments.statement;

-- tenant provider(organisation_ref) select insert update
create table payments.query (
  council_id integer not null,
  query_ref text not null,
  statement_ref text not null,
  organisation_ref text not null,
  type text not null check (type in ('actuals', 'death', 'rate', 'missing_visit', 'uplift', 'suspended', 'remittance')),
  state text not null check (state in ('open', 'answered', 'agreed', 'refused', 'withdrawn')),
  lines integer not null,
  amount_pence bigint not null,
  raised_by_name text not null,
  raised_at timestamptz not null,
  due_day date,
  settled_by_name text,
  settled_at timestamptz,
  primary key (council_id, query_ref),
  foreign key (council_id, statement_ref) references payments.statement (council_id, statement_ref),
  check ((state in ('open', 'answered')) = (settled_at is null))
);

create index query_by_due on payments.query (council_id, state, due_day, query_ref);

create index query_of_statement on payments.query (council_id, statement_ref);

create index query_of_provider on payments.query (council_id, organisation_ref, raised_at desc);

create index query_newest on payments.query (council_id, raised_at desc, query_ref desc);

-- A line is in one query at a time: the key of the open ones says so.
-- tenant provider(organisation_ref) select insert update
create table payments.query_line (
  council_id integer not null,
  query_ref text not null,
  day date not null,
  visit_ref text not null,
  statement_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  open boolean not null,
  primary key (council_id, query_ref, day, visit_ref),
  foreign key (council_id, query_ref) references payments.query (council_id, query_ref)
);

create unique index query_line_open on payments.query_line (council_id, day, visit_ref) where open;

create index query_line_of_statement on payments.query_line (council_id, statement_ref) where open;

-- What both sides said, in order. Nothing said is changed.
-- tenant append-only provider(organisation_ref) select insert
create table payments.query_message (
  council_id integer not null,
  query_ref text not null,
  number integer not null,
  organisation_ref text not null,
  side text not null check (side in ('provider', 'council')),
  move text not null check (move in ('raise', 'answer', 'reply', 'agree', 'refuse', 'withdraw')),
  by_name text not null,
  at timestamptz not null,
  words text not null,
  primary key (council_id, query_ref, number),
  foreign key (council_id, query_ref) references payments.query (council_id, query_ref)
);
