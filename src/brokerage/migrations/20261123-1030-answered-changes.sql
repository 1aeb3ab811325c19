-- What was asked by the signer of more care that began before it was signed for, and the answer.
alter table brokerage.care_change add column answered jsonb;
