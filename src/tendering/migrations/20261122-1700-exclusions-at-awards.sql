-- What was checked for an award or a call-off, and what stands against a provider anywhere.
create index exclusion_check_about on tendering.exclusion_check (council_id, about);

create index bid_exclusion_check_of on tendering.bid_exclusion_check (council_id, organisation_ref, at);
