-- What was planned until a day, where the care changed since: visits before that day are planned from it.
alter table visits.plan add column earlier jsonb;
