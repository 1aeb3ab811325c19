-- Files of other buyers' open contracting data, and how far the reading of each has come.
-- tenant
create table tendering.market_import (
  council_id integer not null,
  import_ref text not null,
  file_name text not null,
  file_sha256 text not null,
  bytes bigint not null,
  bytes_read bigint not null,
  status text not null check (status in ('running', 'finished', 'failed')),
  failure text,
  started_at timestamptz not null,
  started_by text not null,
  progressed_at timestamptz not null,
  finished_at timestamptz,
  read integer not null,
  new integer not null,
  known integer not null,
  refused integer not null,
  processes_new integer not null,
  processes_changed integer not null,
  primary key (council_id, import_ref)
);

create index market_import_by_start on tendering.market_import (council_id, started_at);

-- What of a file could not be taken, and why.
-- tenant append-only
create table tendering.market_refusal (
  council_id integer not null,
  import_ref text not null,
  line integer not null,
  release_ref text,
  reason text not null,
  cure text not null,
  primary key (council_id, import_ref, line)
);

-- Releases as their publishers gave them out; one with the same id is the same.
-- tenant append-only
create table tendering.market_release (
  council_id integer not null,
  ocid text not null,
  release_ref text not null,
  chunk text not null,
  released_at timestamptz not null,
  release jsonb not null,
  primary key (council_id, ocid, release_ref)
);

create index market_release_by_chunk on tendering.market_release (council_id, chunk);

-- What the releases of one contracting process come to, for the watch.
-- tenant
create table tendering.market_process (
  council_id integer not null,
  ocid text not null,
  title text not null collate "und-x-icu",
  summary text not null,
  buyer text not null collate "und-x-icu",
  stage text not null check (stage in ('planning', 'tender', 'award', 'contract', 'ended')),
  cpv text,
  cpv_words text,
  regions text[] not null,
  method text,
  value_pence bigint,
  -- Its first day and the first day after it.
  from_day date,
  to_day date,
  closes_on date,
  published_on date not null,
  notice_url text,
  releases integer not null,
  primary key (council_id, ocid)
);

create index market_process_by_end on tendering.market_process (council_id, to_day, ocid);
create index market_process_by_cpv on tendering.market_process (council_id, cpv text_pattern_ops, to_day);
create index market_process_by_buyer on tendering.market_process (council_id, buyer);

-- Who was awarded it; known by name to the register where there is one such provider.
-- tenant
create table tendering.market_supplier (
  council_id integer not null,
  ocid text not null,
  number integer not null,
  name text not null collate "und-x-icu",
  organisation_ref text,
  primary key (council_id, ocid, number)
);

create index market_supplier_by_name on tendering.market_supplier (council_id, lower(name));
create index market_supplier_by_organisation on tendering.market_supplier (council_id, organisation_ref);
