-- The package that the council pays, and that takes over when it is placed: the person's savings fell to the limit.
alter table brokerage.arrangement add column followed_by text;

create index arrangement_followed on brokerage.arrangement (council_id, followed_by) where followed_by is not null;
