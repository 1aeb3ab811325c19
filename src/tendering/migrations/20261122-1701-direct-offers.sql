-- What the one provider of a tender without competition offers: its prices by the schedule, its files, its word.
-- tenant provider(organisation_ref) select insert update
create table tendering.direct_offer (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  state text not null check (state in ('draft', 'made', 'taken')),
  -- The published version that it answers.
  version integer not null,
  prices jsonb not null,
  files jsonb not null,
  words text not null,
  accepted_by text,
  made_at timestamptz,
  primary key (council_id, tender_ref, organisation_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref),
  check ((state = 'draft') = (made_at is null))
);
