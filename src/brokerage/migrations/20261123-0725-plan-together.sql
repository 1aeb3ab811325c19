-- Who waits and must go to the same provider as another, or need not though they share a home, as a broker said.
-- tenant
create table brokerage.plan_together (
  council_id integer not null,
  package_ref text not null,
  together text,
  said_by_name text not null,
  said_at timestamptz not null,
  primary key (council_id, package_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);
