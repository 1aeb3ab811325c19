-- A package goes out in rounds, as the contract's mechanism says: each is known from the start, opened in its turn and closed with what came of it.
-- tenant
create table brokerage.sending_round (
  council_id integer not null,
  package_ref text not null,
  sending integer not null,
  round integer not null,
  who text not null check (who in ('everyone', 'lead', 'ranked', 'framework', 'outside', 'planned', 'spot')),
  rank integer,
  providers jsonb not null,
  hours integer not null,
  opened_at timestamptz,
  closes_at timestamptz,
  closed_at timestamptz,
  offers integer,
  declined integer,
  silent integer,
  primary key (council_id, package_ref, sending, round),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

alter table brokerage.care_package add column rounds_left integer not null default 0;

-- Who of the provider opened it first, when its answer came, and when it was reminded of it.
alter table brokerage.invitation add column opened_at timestamptz;

alter table brokerage.invitation add column opened_by text;

alter table brokerage.invitation add column answered_at timestamptz;

alter table brokerage.invitation add column reminded_at timestamptz;
