-- How far the evaluation of a tender is.
-- tenant
create table tendering.evaluation (
  council_id integer not null,
  tender_ref text not null,
  agreed_at timestamptz,
  prices_opened_at timestamptz,
  -- What lots are drawn with where a tie comes to that; drawn before anybody sees a price.
  seed text,
  ranked_at timestamptz,
  primary key (council_id, tender_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- Who assesses which questions, what they declared, and whether they may go on (P-10: sections 81 to 84).
-- tenant
create table tendering.assessor (
  council_id integer not null,
  tender_ref text not null,
  officer_ref text not null,
  name text not null collate "und-x-icu",
  questions jsonb not null,
  status text not null check (status in ('named', 'declared', 'assessing', 'locked', 'excluded', 'left')),
  declaration text,
  declared_at timestamptz,
  decision text,
  decided_by_name text,
  locked_at timestamptz,
  left_reason text,
  replaced_by text,
  primary key (council_id, tender_ref, officer_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

create index assessor_by_officer on tendering.assessor (council_id, officer_ref, status);

-- What one assessor gives one answer, alone (P-55).
-- tenant
create table tendering.score (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  question text not null,
  officer_ref text not null,
  mark integer not null check (mark >= 0),
  reason text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, bid_ref, question, officer_ref),
  foreign key (council_id, tender_ref, officer_ref) references tendering.assessor (council_id, tender_ref, officer_ref)
);

-- The mark agreed for an answer, as an exact fraction, and why.
-- tenant
create table tendering.agreed_mark (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  question text not null,
  mark text not null,
  reason text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, bid_ref, question),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- Whether a bid meets a condition of participation, and what was looked at.
-- tenant
create table tendering.condition_check (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  condition text not null,
  met boolean not null,
  evidence text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, bid_ref, condition),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- Each look for grounds to exclude a bidder (P-17), with its evidence and the day on which the debarment list was read.
-- tenant append-only
create table tendering.bid_exclusion_check (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  number integer not null check (number > 0),
  organisation_ref text not null,
  ground text not null check (ground in ('none', 'discretionary', 'mandatory')),
  evidence text not null,
  debarment_day date not null,
  self_cleaning text not null,
  outcome text not null check (outcome in ('clear', 'kept', 'excluded')),
  moment text not null check (moment in ('evaluation', 'award')),
  by_name text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, bid_ref, number),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

-- A price that seems too low for what it is to pay for, the bidder's answer and what was made of it.
-- tenant provider(organisation_ref) select update
create table tendering.low_price_query (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  organisation_ref text not null,
  question text not null,
  asked_at timestamptz not null,
  asked_by_name text not null,
  answer text,
  answered_at timestamptz,
  outcome text check (outcome in ('accepted', 'rejected')),
  reason text,
  decided_by_name text,
  decided_at timestamptz,
  primary key (council_id, tender_ref, bid_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);
