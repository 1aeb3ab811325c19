-- Who makes a plan renews its lease; what is still solving after it was lost with whoever made it, and has failed.
alter table continuity.plan drop constraint plan_state_check;

alter table continuity.plan add constraint plan_state_check check (state in ('waiting', 'solving', 'ready', 'stopped', 'failed'));

alter table continuity.plan add column lease_until timestamptz;
