-- Providers that agreed to take somebody and then took it back: they have refused nobody.
alter table continuity.affected add column withdrew jsonb not null default '[]';
