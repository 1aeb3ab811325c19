-- What bids to a tender are sealed to: anybody may seal with it, and nobody can open with it.
-- tenant append-only provider(all) select
create table tendering.seal (
  council_id integer not null,
  tender_ref text not null,
  public_key text not null,
  made_at timestamptz not null,
  primary key (council_id, tender_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- The key that opens them, encrypted by a key that is not in this database: docs/decisions/0009.
-- tenant append-only
create table tendering.sealed_key (
  council_id integer not null,
  tender_ref text not null,
  wrapped text not null,
  key_id text not null,
  primary key (council_id, tender_ref),
  foreign key (council_id, tender_ref) references tendering.seal (council_id, tender_ref)
);

-- A bid that is being written, encrypted; and the bidder's own copy of what it last sealed, encrypted likewise.
-- tenant own provider(organisation_ref) select insert update delete
create table tendering.bid_draft (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  key_id text not null,
  sealed text not null,
  saved_at timestamptz not null,
  copy_key_id text,
  sealed_copy text,
  primary key (council_id, tender_ref, organisation_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- What was submitted: sealed to the tender's key until the opening, and after it.
-- tenant provider(organisation_ref) select insert update
create table tendering.bid (
  council_id integer not null,
  bid_ref text not null,
  tender_ref text not null,
  organisation_ref text not null,
  status text not null check (status in ('submitted', 'replaced', 'withdrawn')),
  version integer not null,
  submitted_at timestamptz not null,
  submitted_by text not null,
  ended_at timestamptz,
  sha256 text not null,
  files integer not null,
  sealed text not null,
  primary key (council_id, bid_ref),
  foreign key (council_id, tender_ref) references tendering.seal (council_id, tender_ref),
  check ((status = 'submitted') = (ended_at is null))
);

create unique index bid_standing on tendering.bid (council_id, tender_ref, organisation_ref) where status = 'submitted';

create index bid_by_tender on tendering.bid (council_id, tender_ref, submitted_at, bid_ref);

-- Officers who confirmed that the bids may be opened; what is taken back stays, with the reason.
-- tenant
create table tendering.opening_confirmation (
  council_id integer not null,
  tender_ref text not null,
  officer_ref text not null,
  officer_name text not null,
  confirmed_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  primary key (council_id, tender_ref, officer_ref, confirmed_at),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref),
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);

create unique index opening_confirmation_standing on tendering.opening_confirmation (council_id, tender_ref, officer_ref)
  where withdrawn_at is null;

-- A bid after the opening, without its prices; without content where the seal was broken.
-- tenant append-only
create table tendering.opened_bid (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  organisation_ref text not null,
  opened_at timestamptz not null,
  content jsonb,
  primary key (council_id, tender_ref, bid_ref),
  foreign key (council_id, bid_ref) references tendering.bid (council_id, bid_ref)
);

-- Prices stand apart: who assesses quality reads none.
-- tenant append-only
create table tendering.opened_price (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  organisation_ref text not null,
  lot text not null,
  line text not null,
  pence bigint not null check (pence > 0),
  primary key (council_id, tender_ref, bid_ref, lot, line),
  foreign key (council_id, tender_ref, bid_ref) references tendering.opened_bid (council_id, tender_ref, bid_ref)
);

-- Files stay encrypted where they are kept; these are the keys to them.
-- tenant append-only
create table tendering.opened_file (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  file integer not null,
  kept text not null,
  key text not null,
  tag text not null,
  primary key (council_id, tender_ref, bid_ref, file),
  foreign key (council_id, tender_ref, bid_ref) references tendering.opened_bid (council_id, tender_ref, bid_ref)
);

-- What the council does about a lot for which fewer than three bid.
-- tenant append-only
create table tendering.lot_course (
  council_id integer not null,
  tender_ref text not null,
  lot text not null,
  decided_at timestamptz not null,
  bids integer not null,
  code text not null check (code in ('go_on', 're_run', 'direct_award', 'leave_out')),
  reason text not null,
  decided_by text not null,
  primary key (council_id, tender_ref, lot, decided_at),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);
