-- What one member of a joint arrangement wants of a tender of the arrangement, and what it decided: in the member's own tenant,
-- where no other member reads it.
-- tenant
create table tendering.joint_part (
  council_id integer not null,
  joint_council integer not null,
  tender_ref text not null,
  -- Hours a week and worth by lot, of the member's own lots.
  lots jsonb not null,
  told_by_name text not null,
  told_at timestamptz not null,
  decision text check (decision in ('agreed', 'declined')),
  authority text check (authority in ('delegated', 'cabinet')),
  reference text,
  reason text,
  decided_by text,
  decided_by_name text,
  decided_at timestamptz,
  -- The tender of this tenant under which the member's awards stand.
  own_tender_ref text,
  primary key (council_id, joint_council, tender_ref),
  foreign key (council_id, own_tender_ref) references tendering.tender (council_id, tender_ref)
);

-- What the arrangement itself costs, shared by fixed shares or by use: in the arrangement's tenant.
-- tenant append-only
create table tendering.joint_cost (
  council_id integer not null,
  cost_ref text not null,
  day date not null,
  what text not null,
  pence bigint not null,
  sharing text not null check (sharing in ('fixed', 'use')),
  -- By member: percent, or hours of the period.
  shares jsonb not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, cost_ref)
);

create index joint_cost_by_day on tendering.joint_cost (council_id, day desc, cost_ref desc);

-- The hours that each member used in a month, as its own officer told the arrangement; the last told counts.
-- tenant append-only
create table tendering.joint_use (
  council_id integer not null,
  member_council integer not null,
  month date not null,
  number integer not null check (number > 0),
  hours integer not null check (hours >= 0),
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, member_council, month, number)
);
