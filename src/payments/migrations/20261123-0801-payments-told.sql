-- The day on which the bank made a payment, where its answer names it.
alter table payments.payment add column paid_day date;
