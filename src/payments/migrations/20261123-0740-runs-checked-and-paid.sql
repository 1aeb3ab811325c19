-- A run is checked before another officer approves it, and paid when the bank has made its payments.
alter table payments.pay_run
  drop constraint pay_run_state_check,
  add constraint pay_run_state_check check (state in ('rating', 'draft', 'checked', 'posting', 'approved', 'paid', 'cancelled')),
  add column checked_by text,
  add column checked_by_name text,
  add column checked_at timestamptz,
  add column check_note text,
  add column paid_day date,
  add constraint pay_run_checked check (state <> 'checked' or checked_by is not null),
  add constraint pay_run_paid check ((state = 'paid') = (paid_day is not null));

-- The day on which the bank made the payments of a file, as the bank or the ledger told.
alter table payments.payment_file
  add column confirmed_day date,
  add column confirmed_by_name text,
  add column confirmed_at timestamptz,
  add constraint payment_file_confirmed check (confirmed_day is null or state = 'released');
