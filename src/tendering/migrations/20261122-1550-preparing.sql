-- What was asked of the market before a tender, who came and what they said (UK2).
-- tenant
create table tendering.engagement (
  council_id integer not null,
  tender_ref text not null,
  number integer not null check (number > 0),
  day date not null,
  kind text not null check (kind in ('event', 'survey', 'meeting', 'visit', 'request')),
  title text not null collate "und-x-icu",
  came text not null,
  said text not null,
  by_name text not null,
  primary key (council_id, tender_ref, number),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- Bidders and the public are told when a tender ends without an award (UK12).
-- tenant append-only public provider(all) select
create table tendering.cancelled_tender (
  council_id integer not null,
  tender_ref text not null,
  reason text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- Who wants to be told of answers, new documents and changes: whoever asked, downloaded or said so.
-- tenant append-only provider(organisation_ref) select insert
create table tendering.follower (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, organisation_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- The versions of a tender's documents, whether bidders have them yet or not.
-- tenant append-only
create table tendering.document (
  council_id integer not null,
  tender_ref text not null,
  document text not null,
  version integer not null check (version > 0),
  title text not null collate "und-x-icu",
  filename text not null,
  file_type text not null,
  bytes bigint not null,
  sha256 text not null,
  note text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, document, version),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- What bidders and the public may download.
-- tenant append-only public provider(all) select
create table tendering.published_document (
  council_id integer not null,
  tender_ref text not null,
  document text not null,
  version integer not null check (version > 0),
  title text not null collate "und-x-icu",
  filename text not null,
  file_type text not null,
  bytes bigint not null,
  sha256 text not null,
  note text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, document, version),
  foreign key (council_id, tender_ref, document, version) references tendering.document (council_id, tender_ref, document, version)
);

-- Which provider first downloaded which version, and who of it.
-- tenant append-only provider(organisation_ref) select insert
create table tendering.document_seen (
  council_id integer not null,
  tender_ref text not null,
  document text not null,
  version integer not null,
  organisation_ref text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, document, version, organisation_ref),
  foreign key (council_id, tender_ref, document, version) references tendering.document (council_id, tender_ref, document, version)
);
