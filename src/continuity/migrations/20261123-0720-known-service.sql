-- What care it is: who lives in a home needs a bed, and no hours.
alter table continuity.known_person add column service text not null default 'home_care';
