-- Whether another than the maker has to check a run, as the council's policy said when it was made.
alter table payments.pay_run add column check_by_another boolean not null default false;
