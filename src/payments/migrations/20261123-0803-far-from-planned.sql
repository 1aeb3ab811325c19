-- By how many percent a visit of a run may differ from its plan before the check acknowledges it, as the council's policy said when the run was made.
alter table payments.pay_run add column within_percent integer;
