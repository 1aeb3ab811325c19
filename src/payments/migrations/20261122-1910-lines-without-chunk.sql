-- A posted line's chunk was always its statement, and nobody asks for draft lines by theirs.
drop index payments.pay_line_of_chunk;

alter table payments.pay_line drop column chunk;

alter table payments.draft_line drop column chunk;

-- Lines of a contract are asked for only of blocks, which have an index of their own; the line of a visit by the visit's day, its key.
drop index payments.pay_line_of_contract;

drop index payments.pay_line_of_visit;
