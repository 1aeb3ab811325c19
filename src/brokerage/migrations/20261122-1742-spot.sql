-- Care bought outside the framework: why, against which price, until when, and who approved it.
-- tenant
create table brokerage.spot_purchase (
  council_id integer not null,
  spot_ref text not null,
  package_ref text not null,
  status text not null check (status in ('asked', 'approved', 'refused')),
  why text not null,
  words text not null,
  after_framework boolean not null,
  end_day date not null,
  providers jsonb not null,
  benchmark_pence bigint,
  ceiling_pence bigint,
  asked_by text not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  decided_by text,
  decided_by_name text,
  decided_at timestamptz,
  reason text,
  primary key (council_id, spot_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

-- One at a time waits for its approver.
create unique index spot_purchase_asked on brokerage.spot_purchase (council_id, package_ref) where status = 'asked';

create index spot_purchase_of_package on brokerage.spot_purchase (council_id, package_ref, asked_at);

-- The share of spot purchases is read by month.
create index placement_by_moment on brokerage.placement (council_id, placed_at);
