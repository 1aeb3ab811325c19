-- Where a plan finds room: another zone's hours, or a bed of a kind in a home.
alter table brokerage.plan_proposal add column from_zone text;

alter table brokerage.plan_proposal add column location_ref text;

alter table brokerage.plan_proposal add column bed_type text;

-- That the person agrees to care from outside of the zone, or chooses a home there (Care Act 2014, section 30), as an officer heard it.
-- tenant
create table brokerage.out_of_area_agreement (
  council_id integer not null,
  package_ref text not null,
  organisation_ref text not null,
  said_by text not null,
  -- By the person, or by who acts for them.
  said_as text not null check (said_as in ('person', 'acting')),
  said_on date not null,
  noted_by_name text not null,
  noted_at timestamptz not null,
  primary key (council_id, package_ref, organisation_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);
