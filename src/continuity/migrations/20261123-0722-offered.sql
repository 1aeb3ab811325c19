-- What the provider offers otherwise than was proposed, in words; empty where nothing is. The person's yes is to that.
alter table continuity.affected add column offered text;
