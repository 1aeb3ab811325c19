-- Visits of one part of the day that a plan proposes in another: their hours are taken there.
alter table brokerage.plan_proposal add column moved_from text check (moved_from in ('morning', 'midday', 'tea', 'evening'));

alter table brokerage.plan_proposal add column moved_to text check (moved_to in ('morning', 'midday', 'tea', 'evening'));

alter table brokerage.plan_proposal add constraint plan_proposal_moved check ((moved_from is null) = (moved_to is null));
