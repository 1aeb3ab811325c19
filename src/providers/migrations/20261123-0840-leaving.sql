-- Providers whose end has begun: the public directory says nothing of their room until it is over. Told by brokerage.
-- tenant
create table providers.leaving (
  council_id integer not null,
  organisation_ref text not null,
  since timestamptz not null,
  primary key (council_id, organisation_ref)
);
