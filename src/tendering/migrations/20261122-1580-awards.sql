-- A decision to award, and its way through the standstill. An exclusion found later makes a new one of the same tender.
-- tenant
create table tendering.award (
  council_id integer not null,
  award_ref text not null,
  tender_ref text not null,
  status text not null check (status in ('decided', 'standstill', 'suspended', 'awarded')),
  -- What the officer decides under: a delegation with its limit, or a minute of cabinet.
  authority text not null check (authority in ('delegated', 'cabinet')),
  reference text not null,
  limit_pence bigint,
  value_pence bigint not null,
  reason text not null,
  decided_by text not null,
  decided_by_name text not null,
  decided_at timestamptz not null,
  summaries_sent_at timestamptz,
  standstill text not null check (standstill in ('mandatory', 'voluntary', 'none')),
  -- The day of the award notice, the last day of the standstill and the first day on which a contract may be signed.
  notice_day date,
  last_day date,
  sign_from date,
  by_post boolean not null default false,
  challenge jsonb,
  early_reason text,
  awarded_at timestamptz,
  awarded_by text,
  awarded_by_name text,
  primary key (council_id, award_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

create unique index award_of_tender on tendering.award (council_id, tender_ref);
create index award_by_status on tendering.award (council_id, status, last_day);

-- What a provider won: a lot, at which rank and prices. The contract that was made of it is noted here.
-- tenant
create table tendering.awarded_lot (
  council_id integer not null,
  award_ref text not null,
  lot text not null,
  organisation_ref text not null,
  organisation_name text not null collate "und-x-icu",
  bid_ref text,
  rank integer not null check (rank > 0),
  price_total_pence bigint not null,
  lines jsonb not null,
  -- Why the provider has it no longer.
  set_aside text,
  contract_ref text,
  primary key (council_id, award_ref, lot, organisation_ref),
  foreign key (council_id, award_ref) references tendering.award (council_id, award_ref)
);

create index awarded_lot_by_contract on tendering.awarded_lot (council_id, contract_ref);

-- The assessment summary of one bidder (P-57), as it was sent. A later edition replaces it when an exclusion changed who won.
-- tenant append-only provider(organisation_ref) select
create table tendering.assessment_summary (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  edition integer not null check (edition > 0),
  bid_ref text not null,
  summary jsonb not null,
  sent_at timestamptz not null,
  sent_by_name text not null,
  primary key (council_id, tender_ref, organisation_ref, edition),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- How many packages that a framework might have taken went to its providers, by month.
-- tenant
create table tendering.placed_share (
  council_id integer not null,
  tender_ref text not null,
  month date not null,
  packages integer not null check (packages > 0),
  placed integer not null check (placed >= 0 and placed <= packages),
  primary key (council_id, tender_ref, month),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);
