-- Offers that only together cover what was asked for are packages of their own, side by side.
alter table brokerage.care_package add column part integer not null default 1;

drop index brokerage.care_package_open;

create unique index care_package_open on brokerage.care_package (council_id, person_ref, service, part)
  where status in ('draft', 'sent', 'offers_in', 'no_capacity', 'awaiting_sign_off', 'blocked');
