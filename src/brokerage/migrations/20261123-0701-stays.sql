-- Respite and a carer's break are asked for until a day, which is the first without that care.
alter table brokerage.care_package add column end_day date;
