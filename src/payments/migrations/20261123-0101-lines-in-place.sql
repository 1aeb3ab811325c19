-- A line is written once, when its visit is rated: it is a draft until its run has a statement of its provider, and posted from
-- then on. The statement is known by run and provider, so nothing of a line changes when it is posted (decision 0013).
alter table payments.pay_line rename to line;

alter index payments.pay_line_pkey rename to line_pkey;

alter index payments.pay_line_of_person rename to line_of_person;

alter index payments.pay_line_of_block rename to line_of_block;

drop index payments.pay_line_of_statement;

alter table payments.line drop column statement_ref;

insert into payments.line (council_id, day, visit_ref, pay_run_ref, organisation_ref, person_ref, package_ref, contract_ref, card_ref, card_from,
    start_at, outcome, planned_minutes, actual_minutes, payable_minutes, workers_paid, pence_per_hour, amount_pence, reason)
  select council_id, day, visit_ref, pay_run_ref, organisation_ref, person_ref, package_ref, contract_ref, card_ref, card_from,
    start_at, outcome, planned_minutes, actual_minutes, payable_minutes, workers_paid, pence_per_hour, amount_pence, reason
  from payments.draft_line;

drop table payments.draft_line;

create unique index statement_of_run on payments.statement (council_id, pay_run_ref, organisation_ref);

-- The run stands first: of a table that was empty when it was last counted the planner takes the first index that fits.
create index line_of_run on payments.line (pay_run_ref, council_id, organisation_ref, day, visit_ref);

create index line_in_query on payments.line (council_id, pay_run_ref) where outcome = 'query';

create view payments.pay_line with (security_invoker = true) as
  select l.council_id, l.day, l.visit_ref, s.statement_ref, l.pay_run_ref, l.organisation_ref, l.person_ref, l.package_ref, l.contract_ref,
    l.card_ref, l.card_from, l.start_at, l.outcome, l.planned_minutes, l.actual_minutes, l.payable_minutes, l.workers_paid,
    l.pence_per_hour, l.amount_pence, l.reason
  from payments.line l
  join payments.statement s on s.council_id = l.council_id and s.pay_run_ref = l.pay_run_ref and s.organisation_ref = l.organisation_ref;

create view payments.draft_line with (security_invoker = true) as
  select l.* from payments.line l
  where not exists (select from payments.statement s
    where s.council_id = l.council_id and s.pay_run_ref = l.pay_run_ref and s.organisation_ref = l.organisation_ref);

-- Which visits are on a line, and nothing else of it: a provider's own event marks the visits of a draft that its role does not see.
create view payments.on_line with (security_barrier = true) as
  select l.council_id, l.day, l.visit_ref, not exists (select from payments.statement s
      where s.council_id = l.council_id and s.pay_run_ref = l.pay_run_ref and s.organisation_ref = l.organisation_ref) as is_draft
  from payments.line l
  where l.council_id = current_setting('app.council')::int
    and (current_user <> 'almoner_provider' or l.organisation_ref = current_setting('app.organisation', true));

grant select on payments.pay_line, payments.draft_line, payments.on_line to almoner_council;

grant select on payments.pay_line, payments.on_line to almoner_provider;

-- Providers see what is posted of theirs.
drop policy provider on payments.line;

create policy provider on payments.line for select to almoner_provider
  using (council_id = current_setting('app.council')::int and organisation_ref = current_setting('app.organisation')
    and exists (select from payments.statement s
      where s.council_id = line.council_id and s.pay_run_ref = line.pay_run_ref and s.organisation_ref = line.organisation_ref));

-- A draft is taken away to be rated again; what is posted is never changed and never taken away.
grant delete on payments.line to almoner_council;

create policy posted on payments.line as restrictive for delete to almoner_council
  using (not exists (select from payments.statement s
    where s.council_id = line.council_id and s.pay_run_ref = line.pay_run_ref and s.organisation_ref = line.organisation_ref));
