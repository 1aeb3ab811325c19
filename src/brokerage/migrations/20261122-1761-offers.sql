-- Other times and lengths than were asked for; what makes the package another one, and what it saves a week; until when the offer stands;
-- and the cost floor under it with its sum, as it stood when the offer was made.
alter table brokerage.offer add column visits jsonb;

alter table brokerage.offer add column alternative jsonb;

alter table brokerage.offer add column stands_until date;

alter table brokerage.offer add column floor jsonb;

alter table brokerage.offer drop constraint offer_status_check;

alter table brokerage.offer add constraint offer_status_check check (status in ('made', 'withdrawn', 'expired'));

-- The clock looks for offers that stand no longer.
create index offer_by_end on brokerage.offer (council_id, stands_until) where status = 'made' and stands_until is not null;

-- Why an offer below the cost floor was chosen.
alter table brokerage.care_package add column floor_reason text;
