-- A chunk is seated some people at a time: without the person in the index each time would read all of it.
drop index visits.call_log_by_chunk;

create index call_log_by_chunk on visits.call_log (council_id, chunk, person_ref);
