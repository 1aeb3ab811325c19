-- Rate cards of which prices of days that have passed are others now: the lines from `next_day` on are still to be noted.
-- tenant
create table payments.card_recheck (
  council_id integer not null,
  card_ref text not null,
  from_day date not null,
  to_day date not null check (to_day > from_day),
  next_day date not null,
  noted_at timestamptz not null,
  primary key (council_id, card_ref, from_day, to_day)
);
