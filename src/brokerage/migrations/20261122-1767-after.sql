-- Care that changes after it was placed, as versions of the package: what it is from a day on and what that costs. The newest agreed one whose
-- day has come is what runs; what was placed first stays as it was placed.
-- tenant provider(organisation_ref) select insert
create table brokerage.care_change (
  council_id integer not null,
  package_ref text not null,
  number integer not null,
  organisation_ref text not null,
  kind text not null check (kind in ('more', 'less', 'other_visits', 'suspend', 'resume')),
  from_day date not null,
  pattern jsonb not null,
  weekly_pence bigint not null,
  weekly_minutes integer not null,
  before_pence bigint not null,
  reason text not null,
  state text not null check (state in ('proposed', 'agreed', 'declined')),
  by_provider boolean not null,
  proposed_by text not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  decided_by_name text,
  decided_at timestamptz,
  decline_reason text,
  primary key (council_id, package_ref, number),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index care_change_open on brokerage.care_change (council_id, proposed_at) where state = 'proposed';

-- That care began as agreed, and how it goes after two weeks: once each.
-- tenant append-only provider(organisation_ref) select insert
create table brokerage.care_check (
  council_id integer not null,
  package_ref text not null,
  kind text not null check (kind in ('start', 'two_weeks')),
  organisation_ref text not null,
  day date not null,
  outcome text not null check (outcome in ('as_agreed', 'late', 'concerns')),
  note text not null,
  checked_by_name text not null,
  by_provider boolean not null,
  checked_at timestamptz not null,
  primary key (council_id, package_ref, kind),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index placement_by_start on brokerage.placement (council_id, start_day);
