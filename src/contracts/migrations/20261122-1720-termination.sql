-- An end at once, for breach, on a ground of the law or by agreement: one officer proposes it, another decides.
-- tenant
create table contracts.termination (
  council_id integer not null,
  contract_ref text not null,
  number integer not null check (number > 0),
  ground text not null,
  reason_code text not null,
  words text not null,
  evidence text not null,
  last_day date not null,
  state text not null check (state in ('proposed', 'decided', 'refused')),
  proposed_by text not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  decided_by_name text,
  decided_at timestamptz,
  closed_from date,
  authority_words text,
  note text,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

create unique index termination_waiting on contracts.termination (council_id, contract_ref) where state = 'proposed';

-- What ends a contract before its term, and from when nobody new is placed: notice that stands, and ends at once.
create view contracts.v_ending with (security_invoker = true) as
  select council_id, contract_ref, last_day, closed_from, false as is_at_once from contracts.notice where withdrawn_at is null
  union all
  select council_id, contract_ref, last_day, closed_from, true from contracts.termination where state = 'decided';

grant select on contracts.v_ending to almoner_council;
