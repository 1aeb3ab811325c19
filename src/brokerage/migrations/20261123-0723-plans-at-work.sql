-- A plan may be stopped. Who makes it renews its lease; what is still running after it was lost with whoever made it.
alter table brokerage.plan_run drop constraint plan_run_status_check;

alter table brokerage.plan_run add constraint plan_run_status_check check (status in ('running', 'made', 'failed', 'stopped'));

alter table brokerage.plan_run add column lease_until timestamptz;
