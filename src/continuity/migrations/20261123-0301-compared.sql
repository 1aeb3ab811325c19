alter table continuity.plan add column compared_pence bigint;
