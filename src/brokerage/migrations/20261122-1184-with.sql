-- Who of the council moves a package on; the name as it stood when it was taken, for the order of the queue.
alter table brokerage.care_package add column with_ref text;

alter table brokerage.care_package add column with_name text collate "und-x-icu";
