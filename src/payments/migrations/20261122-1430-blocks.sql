-- Lines of blocks stand among those of visits, one a contract and week: few, and found by contract.
create index pay_line_of_block on payments.pay_line (council_id, contract_ref, day) where outcome = 'block';

create index draft_line_of_block on payments.draft_line (council_id, contract_ref, day) where outcome = 'block';
