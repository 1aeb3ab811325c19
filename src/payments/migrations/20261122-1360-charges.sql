-- What a person is assessed to contribute a week; empty pence: the whole cost of their care.
-- tenant
create table payments.contribution (
  council_id integer not null,
  person_ref text not null,
  from_day date not null,
  to_day date,
  weekly_pence bigint check (weekly_pence >= 0),
  note text not null,
  noted_by_name text not null,
  noted_at timestamptz not null,
  primary key (council_id, person_ref, from_day),
  check (to_day is null or to_day > from_day),
  exclude using gist (council_id with =, person_ref with =, daterange(from_day, to_day) with &&)
);

-- Weeks of people, named by their Monday, that are to be charged again because something of them is another now.
-- tenant
create table payments.charge_due (
  council_id integer not null,
  week date not null,
  person_ref text not null,
  primary key (council_id, week, person_ref)
);

-- What a person is charged for a week, turn by turn, for ever: a credit is a further turn below nought.
-- tenant append-only
create table payments.charge (
  council_id integer not null,
  week date not null,
  person_ref text not null,
  turn integer not null check (turn > 0),
  basis text not null check (basis in ('actual', 'planned')),
  contribution_pence bigint,
  cost_pence bigint not null,
  charged_pence bigint not null,
  owed_pence bigint not null check (owed_pence >= 0 and owed_pence <= cost_pence),
  amount_pence bigint not null check (amount_pence = owed_pence - charged_pence and amount_pence <> 0),
  reason text not null,
  charged_at timestamptz not null,
  primary key (council_id, week, person_ref, turn)
);

create index charge_of_person on payments.charge (council_id, person_ref, week);
