-- What the ledger books an arrangement fee to; what was raised before has no code of its own.
alter table brokerage.fee_invoice add column income_code text not null default 'uncoded';
