-- The consent may be withdrawn at any time: who said so, and when. What was agreed to before stays in the record.
alter table brokerage.self_funder add column withdrawn_by text;

alter table brokerage.self_funder add column withdrawn_as text check (withdrawn_as in ('person', 'acting'));

alter table brokerage.self_funder add column withdrawn_on date;

-- From when the provider of an arrangement is no longer shown who the person is.
alter table brokerage.arrangement add column unshared_on date;
