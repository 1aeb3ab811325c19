-- Which councils make up a joint arrangement, which is a tenant itself. No care data: the platform's, since two tenants read it.
-- platform
create table councils.joint_member (
  joint_council integer not null,
  member_council integer not null,
  is_lead boolean not null default false,
  status text not null check (status in ('invited', 'member', 'left')),
  asked_by text not null,
  since timestamptz not null,
  primary key (joint_council, member_council)
);

create index joint_member_by_council on councils.joint_member (member_council);

-- Who of a member works in the arrangement too, and as whom.
-- platform
create table councils.joint_officer (
  joint_council integer not null,
  officer_ref text not null,
  member_council integer not null,
  home_officer_ref text not null,
  primary key (joint_council, officer_ref),
  unique (joint_council, member_council, home_officer_ref),
  foreign key (joint_council, member_council) references councils.joint_member (joint_council, member_council)
);

create index joint_officer_by_home on councils.joint_officer (member_council, home_officer_ref);
