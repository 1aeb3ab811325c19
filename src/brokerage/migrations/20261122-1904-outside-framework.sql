-- Offers under a framework are compared by the weights that it states; what is offered outside of any stands after them.
alter table brokerage.invitation add column outside_framework boolean;

update brokerage.invitation i set outside_framework = true
  where not exists (select from contracts.v_under_framework f where f.council_id = i.council_id and f.contract_ref = i.contract_ref);
