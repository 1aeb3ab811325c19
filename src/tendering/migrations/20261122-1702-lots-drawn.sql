-- Who watched lots being drawn, and how they fell: a tie that comes to that is not settled by one officer alone (P-56).
alter table tendering.evaluation add column draw jsonb;
