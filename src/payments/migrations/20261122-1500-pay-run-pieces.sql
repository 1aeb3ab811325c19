-- What is still to do of a run that is at work: people to rate, or a statement to post. Whoever takes a piece does it in one transaction.
-- tenant
create table payments.pay_run_piece (
  council_id integer not null,
  pay_run_ref text not null,
  piece_ref text not null,
  people text[],
  statement_ref text,
  primary key (council_id, pay_run_ref, piece_ref),
  foreign key (council_id, pay_run_ref) references payments.pay_run (council_id, pay_run_ref)
);
