-- How each award stood beside the other bids for its lot, kept as it was decided: whether it was the lowest price, and the quality forgone.
-- tenant
create table tendering.lot_measure (
  council_id integer not null,
  award_ref text not null,
  lot text not null,
  organisation_ref text not null,
  tender_ref text not null,
  decided_day date not null,
  decided_by_name text not null,
  bids integer not null,
  rank integer not null,
  lowest boolean not null,
  -- Of 100 quality marks, in hundredths.
  forgone_bp integer not null check (forgone_bp between 0 and 10000),
  primary key (council_id, award_ref, lot, organisation_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

create index lot_measure_by_day on tendering.lot_measure (council_id, decided_day);
