-- Care bought on the spot that is to go on: until when it was approved before.
alter table brokerage.spot_purchase add column was_day date;

-- What ends soon is told before it does.
create index spot_purchase_by_end on brokerage.spot_purchase (council_id, end_day) where status = 'approved';
