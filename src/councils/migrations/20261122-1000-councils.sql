create schema councils;

-- tenant
create table councils.council (
  council_id integer not null,
  name text not null,
  gss_code text,
  email text,
  phone text,
  primary key (council_id)
);

-- tenant
create table councils.team (
  council_id integer not null,
  team_ref text not null,
  name text collate "und-x-icu" not null,
  primary key (council_id, team_ref)
);

-- `away_to` is the last day away; `left_day` the first day on which the officer has no access.
-- tenant
create table councils.officer (
  council_id integer not null,
  officer_ref text not null,
  identity text,
  name text collate "und-x-icu" not null,
  email text not null,
  roles jsonb not null default '[]',
  team_ref text,
  away_from date,
  away_to date,
  delegate_ref text,
  left_day date,
  primary key (council_id, officer_ref),
  unique (council_id, identity),
  foreign key (council_id, team_ref) references councils.team (council_id, team_ref),
  foreign key (council_id, delegate_ref) references councils.officer (council_id, officer_ref),
  check (away_from <= away_to),
  check (delegate_ref <> officer_ref)
);

-- tenant
create table councils.zone (
  council_id integer not null,
  zone text not null,
  name text collate "und-x-icu" not null,
  kind text not null check (kind in ('urban', 'market_town', 'rural')),
  primary key (council_id, zone)
);

-- Which postcodes lie in a zone, by how they start: 'WB1', 'WB1 4'. The longest start wins.
-- tenant
create table councils.zone_area (
  council_id integer not null,
  postcode_start text not null,
  zone text not null,
  primary key (council_id, postcode_start),
  foreign key (council_id, zone) references councils.zone (council_id, zone)
);

-- One version of a policy, in force on the days [from_day, to_day). A version is never edited, only followed by another.
-- tenant
create table councils.policy (
  council_id integer not null,
  kind text not null,
  from_day date not null,
  to_day date,
  value jsonb not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (council_id, kind, from_day),
  exclude using gist (council_id with =, kind with =, daterange(from_day, to_day) with &&),
  check (from_day < to_day)
);

-- reference
create table councils.bank_holiday (
  division text not null,
  day date not null,
  title text not null,
  primary key (division, day)
);

-- What a provider's pages and calls need to know of the council that it works for.
create policy provider_reads on councils.council for select to almoner_provider using (council_id = current_setting('app.council')::int);

create policy provider_reads on councils.zone for select to almoner_provider using (council_id = current_setting('app.council')::int);

create policy provider_reads on councils.policy for select to almoner_provider using (council_id = current_setting('app.council')::int and kind in ('offer-window', 'price-ceiling', 'visit-length', 'matching', 'manual-reasons'));

grant select on councils.council, councils.zone, councils.policy to almoner_provider;
