-- What was asked by the signer who sent a choice back, and the answer of whoever chose anew.
alter table brokerage.care_package add column answered jsonb;
