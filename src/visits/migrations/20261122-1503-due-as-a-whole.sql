-- How far a chunk is seated stands in its pieces.
alter table visits.seating_due drop column after_person;
