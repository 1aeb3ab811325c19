-- A step that waits for those before it, and the time by which a placement made in an emergency is to be signed for.
alter table brokerage.signature add column in_order boolean not null default false;

alter table brokerage.care_package add column emergency_reason text;

alter table brokerage.care_package add column sign_by timestamptz;

-- Placements made before they were signed for: few, and looked for by the hour.
create index care_package_by_emergency on brokerage.care_package (council_id, sign_by) where sign_by is not null;
