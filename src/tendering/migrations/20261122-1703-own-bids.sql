-- A provider's machine reads what its organisation has bid, the newest first.
create index bid_of_organisation on tendering.bid (council_id, organisation_ref, submitted_at, bid_ref);
