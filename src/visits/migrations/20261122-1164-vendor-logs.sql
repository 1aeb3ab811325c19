-- How a vendor's own files are read: a version never changes, a change is the next one. The newest counts; retired, it can no longer be chosen.
-- tenant append-only
create table visits.vendor_mapping (
  council_id integer not null,
  mapping_ref text not null,
  version integer not null,
  name text collate "und-x-icu" not null,
  system text not null,
  mapping jsonb not null,
  retired boolean not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, mapping_ref, version)
);

-- A vendor's own numbers for people, workers and visits, and ours.
-- tenant
create table visits.vendor_number (
  council_id integer not null,
  system text not null,
  kind text not null check (kind in ('person', 'worker', 'visit')),
  vendor_ref text not null,
  our_ref text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, system, kind, vendor_ref)
);
