-- More care after the placement is signed for as a choice is: by the officers whom the policy names for the new cost of a week. What it costs
-- an hour beside the ceiling and the cost floor is kept as it stood when it was asked for.
alter table brokerage.care_change add column hourly_pence bigint;
alter table brokerage.care_change add column over_ceiling_pence bigint;
alter table brokerage.care_change add column ceiling_pence_per_hour bigint;
alter table brokerage.care_change add column floor jsonb;
-- Begun before it was signed for: why, and by when the signatures are due.
alter table brokerage.care_change add column emergency_reason text;
alter table brokerage.care_change add column sign_by timestamptz;

-- tenant
create table brokerage.change_signature (
  council_id integer not null,
  package_ref text not null,
  number integer not null,
  step integer not null,
  label text not null,
  role text not null,
  status text not null check (status in ('waiting', 'signed', 'sent_back', 'refused')),
  asked_at timestamptz not null,
  reminded_at timestamptz,
  handed_to text,
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  on_behalf_of text,
  reason text,
  in_order boolean not null default false,
  primary key (council_id, package_ref, number, step),
  unique (council_id, package_ref, number, decided_by),
  foreign key (council_id, package_ref, number) references brokerage.care_change (council_id, package_ref, number)
);

create index change_signature_waiting on brokerage.change_signature (council_id, asked_at) where status = 'waiting';
