-- Encrypted files that bidders brought, and what still holds each: a draft, a bid that stands, or nothing. What they are is not here.
-- tenant provider(organisation_ref) select insert update
create table tendering.bid_upload (
  council_id integer not null,
  kept text not null,
  tender_ref text not null,
  organisation_ref text not null,
  in_draft boolean not null,
  -- The bid that stands and has it; null where none does.
  bid_ref text,
  -- Since when nothing has held it, or it was brought.
  loose_since timestamptz not null,
  primary key (council_id, kept),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);

create index bid_upload_loose on tendering.bid_upload (council_id, loose_since) where not in_draft and bid_ref is null;

create index bid_upload_of on tendering.bid_upload (council_id, tender_ref, organisation_ref);
