-- Notice given by the council or received from the provider: why, the last day of care, and from when nobody new is placed.
-- tenant
create table contracts.notice (
  council_id integer not null,
  contract_ref text not null,
  number integer not null check (number > 0),
  given_by text not null check (given_by in ('council', 'provider')),
  reason_code text not null,
  note text not null,
  given_day date not null,
  last_day date not null,
  closed_from date not null,
  former_to_day date not null,
  officer_name text not null,
  at timestamptz not null,
  withdrawn_by text,
  withdrawn_note text,
  withdrawn_at timestamptz,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

-- What the clock has told of a contract's days, so that it is told once.
-- tenant append-only
create table contracts.told (
  council_id integer not null,
  contract_ref text not null,
  what text not null,
  due_day date not null,
  at timestamptz not null,
  primary key (council_id, contract_ref, what, due_day),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);
