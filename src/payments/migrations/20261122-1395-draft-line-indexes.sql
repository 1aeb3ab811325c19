-- Indexes of draft lines that do not begin with the council: every draft line is posted or deleted, so the planner may believe the
-- table empty, and of an empty table it believes that any index which begins with the council serves a lookup by key as well as the key.
drop index payments.draft_line_of_run;
drop index payments.draft_line_of_chunk;
create index draft_line_of_run on payments.draft_line (pay_run_ref, council_id, organisation_ref, day, visit_ref);
create index draft_line_of_chunk on payments.draft_line (chunk, council_id);
drop index payments.draft_adjustment_of_run;
create index draft_adjustment_of_run on payments.draft_adjustment (pay_run_ref, council_id, organisation_ref, day, visit_ref);
