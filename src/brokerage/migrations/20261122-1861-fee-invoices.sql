-- The arrangement fee as it is billed: due when care is arranged, settled by finance.
-- tenant
create table brokerage.fee_invoice (
  council_id integer not null,
  invoice_ref text not null,
  package_ref text not null,
  person_ref text not null,
  fee_pence bigint not null check (fee_pence > 0),
  raised_on date not null,
  due_on date not null,
  how_to_pay text not null,
  state text not null check (state in ('owed', 'paid', 'waived', 'cancelled')),
  settled_on date,
  settled_by text,
  settled_by_name text,
  reason text,
  primary key (council_id, invoice_ref),
  unique (council_id, package_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index fee_invoice_by_due on brokerage.fee_invoice (council_id, due_on, invoice_ref);

create index fee_invoice_owed on brokerage.fee_invoice (council_id, due_on) where state = 'owed';

-- What was arranged before fees were billed.
insert into brokerage.fee_invoice (council_id, invoice_ref, package_ref, person_ref, fee_pence, raised_on, due_on, how_to_pay, state, settled_on)
  select s.council_id, 'AF-' || s.package_ref, s.package_ref, g.person_ref, s.fee_pence, g.agreed_on, g.agreed_on + 30,
    'Ask the council how to pay, and give the number of this invoice.', case when s.fee_paid_on is null then 'owed' else 'paid' end, s.fee_paid_on
  from brokerage.self_funder s
  join brokerage.arrangement g on g.council_id = s.council_id and g.package_ref = s.package_ref
  where s.fee_pence > 0;

alter table brokerage.self_funder drop column fee_paid_on;
