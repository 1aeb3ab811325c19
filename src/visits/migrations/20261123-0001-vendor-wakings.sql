-- A mapping may name the column of wakings; one of before names none.
update visits.vendor_mapping set mapping = jsonb_set(mapping, '{columns,wakings}', '""');
