-- A person's plans are listed on its page, those that ended with them.
create index plan_of_person on people.plan (council_id, person_ref);
