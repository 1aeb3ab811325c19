-- A payment that the bank could not make comes back: when, why, and who wrote it down.
alter table payments.payment
  add column returned_day date,
  add column returned_why text,
  add column returned_note text,
  add column returned_by_name text,
  add column returned_at timestamptz,
  add constraint payment_returned check ((returned_day is null) = (returned_why is null) and (returned_day is null) = (returned_at is null));

create index payment_returned_to on payments.payment (council_id, organisation_ref, bank_details_ref) where returned_day is not null;

-- What a returned payment was made of; until it is in another file, it waits to be paid again as it was.
-- tenant provider(organisation_ref) select
create table payments.returned_part (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  valid_day date not null,
  primary key (council_id, statement_ref, query_ref, payment_file_ref),
  foreign key (council_id, payment_file_ref, organisation_ref) references payments.payment (council_id, payment_file_ref, organisation_ref)
);

create index returned_part_of_file on payments.returned_part (council_id, payment_file_ref, organisation_ref);
