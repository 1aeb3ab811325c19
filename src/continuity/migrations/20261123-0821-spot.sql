-- Why and until when care is bought beside the framework, said once for all whom the plan places so, and by whom.
alter table continuity.plan add column spot jsonb;
