create schema tendering;

-- A procurement: its whole content is one document, which is free to change until it is published.
-- tenant
create table tendering.tender (
  council_id integer not null,
  tender_ref text not null,
  title text not null collate "und-x-icu",
  route text not null,
  regime text not null,
  status text not null check (status in ('planning', 'published', 'opened', 'evaluated', 'decided', 'standstill', 'awarded', 'cancelled')),
  spec jsonb not null,
  -- Counts changes of the draft: two who edit at once, and the second is told.
  edition integer not null default 1,
  -- The last that was published; null until then.
  version integer,
  closes_at timestamptz,
  owner_ref text not null,
  created_at timestamptz not null,
  primary key (council_id, tender_ref)
);

create index tender_by_status on tendering.tender (council_id, status, closes_at, tender_ref);

-- What bidders and the public read: each publication is frozen.
-- tenant append-only public provider(all) select
create table tendering.published_tender (
  council_id integer not null,
  tender_ref text not null,
  version integer not null check (version > 0),
  spec jsonb not null,
  sha256 text not null,
  reason text not null,
  closes_at timestamptz not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, version),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

create index published_tender_by_close on tendering.published_tender (council_id, closes_at, tender_ref);

-- What a good answer says, for assessors alone.
-- tenant
create table tendering.model_answer (
  council_id integer not null,
  tender_ref text not null,
  question text not null,
  answer text not null,
  primary key (council_id, tender_ref, question),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);
