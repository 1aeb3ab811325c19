-- What workers of a provider can do and who they are, as it told the council last: skills, languages and gender.
-- tenant provider(organisation_ref) select insert update
create table providers.ability (
  council_id integer not null,
  organisation_ref text not null references providers.organisation (organisation_ref),
  ability text not null,
  kind text not null check (kind in ('skill', 'language', 'gender')),
  words text not null,
  has boolean not null,
  -- Hours a week of such workers; null where they are as free as all others.
  weekly_minutes integer check (weekly_minutes >= 0),
  told_at timestamptz not null,
  told_by text not null,
  primary key (council_id, organisation_ref, ability)
);

-- What packages of care have asked of workers so far: brokerage tells it, so that providers answer in the same words.
-- tenant provider(all) select
create table providers.ability_asked (
  council_id integer not null,
  ability text not null,
  kind text not null check (kind in ('skill', 'language', 'gender')),
  words text not null,
  asked_at timestamptz not null,
  primary key (council_id, ability)
);
