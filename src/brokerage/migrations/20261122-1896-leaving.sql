-- Providers whose end has begun: they are asked for no new care until it is over. Told by continuity.
-- tenant
create table brokerage.leaving_provider (
  council_id integer not null,
  organisation_ref text not null,
  why text not null,
  since timestamptz not null,
  primary key (council_id, organisation_ref)
);

-- Why the council withdrew an invitation.
alter table brokerage.invitation add column withdrawn_why text;
