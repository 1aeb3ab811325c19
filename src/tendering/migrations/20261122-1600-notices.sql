-- Notices of the Procurement Act 2023 (UK1 to UK17): those that are due, with what they say beyond the record, and those that went out.
-- tenant
create table tendering.notice (
  council_id integer not null,
  notice_ref text not null,
  code text not null,
  about_kind text not null check (about_kind in ('tender', 'contract', 'market', 'council')),
  -- A tender, a contract, a market; for what the whole council publishes, its year or half year.
  about_ref text not null,
  tender_ref text,
  -- Which of several of a kind: a version, a year, a change.
  occasion text not null,
  title text not null collate "und-x-icu",
  regime text,
  why text not null,
  -- Null where it is due before something whose day is not known yet.
  due_day date,
  status text not null check (status in ('due', 'published', 'not_needed')),
  -- What an officer wrote, by field.
  typed jsonb not null,
  -- What is known of a contract or market, as it was told.
  told jsonb not null,
  raised_at timestamptz not null,
  overdue_told boolean not null default false,
  published_at timestamptz,
  published_by text,
  not_needed_reason text,
  -- Its number and day on Find a Tender.
  platform_ref text,
  platform_day date,
  primary key (council_id, notice_ref),
  unique (council_id, about_kind, about_ref, code, occasion)
);

create index notice_by_due on tendering.notice (council_id, status, due_day, notice_ref);
create index notice_by_tender on tendering.notice (council_id, tender_ref);

-- What the council publishes at its own door.
-- tenant append-only public
create table tendering.published_notice (
  council_id integer not null,
  notice_ref text not null,
  code text not null,
  title text not null collate "und-x-icu",
  ocid text,
  -- Headings and texts, in their order.
  content jsonb not null,
  published_at timestamptz not null,
  primary key (council_id, notice_ref)
);

create index published_notice_by_time on tendering.published_notice (council_id, published_at, notice_ref);

-- Every step as a release of the Open Contracting Data Standard: nothing exempt and nobody's name but organisations'.
-- tenant append-only public
create table tendering.ocds_release (
  council_id integer not null,
  release_ref text not null,
  ocid text not null,
  -- The record whose process it is: tender:TD-1001.
  about text not null,
  published_at timestamptz not null,
  release jsonb not null,
  primary key (council_id, release_ref)
);

create index ocds_release_by_time on tendering.ocds_release (council_id, published_at, release_ref);
create index ocds_release_by_process on tendering.ocds_release (council_id, ocid, published_at);
create index ocds_release_by_record on tendering.ocds_release (council_id, about);

-- What contracts last told of each contract whose notices are watched: its end is told too, whoever notices it.
-- tenant
create table tendering.noticed_contract (
  council_id integer not null,
  contract_ref text not null,
  told jsonb not null,
  to_day date not null,
  ended boolean not null,
  primary key (council_id, contract_ref)
);

create index noticed_contract_by_end on tendering.noticed_contract (council_id, ended, to_day);
