-- platform
create table sign_in.counter (
  prefix text not null,
  next bigint not null,
  primary key (prefix)
);

-- Tries to sign in that failed, by account or address; the key is a hash, so the table names nobody.
-- platform
create table sign_in.failure (
  key text not null,
  tries integer not null,
  first_at timestamptz not null,
  locked_until timestamptz,
  primary key (key)
);

-- platform
create table sign_in.provider_user (
  user_ref text not null,
  organisation_ref text not null,
  organisation_name text not null,
  name text not null,
  email text not null,
  password_hash text,
  created_at timestamptz not null,
  primary key (user_ref),
  unique (email)
);

-- The councils in whose portal a user works; ended when a council takes the access away.
-- platform
create table sign_in.provider_user_council (
  user_ref text not null references sign_in.provider_user (user_ref),
  council_id integer not null,
  since timestamptz not null,
  ended_at timestamptz,
  primary key (user_ref, council_id)
);

create index provider_user_by_council on sign_in.provider_user_council (council_id);

-- Links in mails, each good once.
-- platform
create table sign_in.one_time_link (
  token_hash text not null,
  user_ref text not null references sign_in.provider_user (user_ref),
  purpose text not null check (purpose in ('invitation', 'reset')),
  council_id integer not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (token_hash)
);

-- platform
create table sign_in.machine_client (
  client_ref text not null,
  council_id integer not null,
  organisation_ref text,
  name text not null,
  secret_hash text not null,
  scopes jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (client_ref)
);

create index machine_client_by_council on sign_in.machine_client (council_id);

-- platform
create table sign_in.access_token (
  token_hash text not null,
  client_ref text not null references sign_in.machine_client (client_ref),
  scopes jsonb not null,
  expires_at timestamptz not null,
  primary key (token_hash)
);

-- tenant
create table sign_in.mail (
  council_id integer not null,
  mail_ref text not null,
  to_address text not null,
  template text not null,
  data jsonb not null,
  by_actor text not null,
  written_at timestamptz not null,
  sent_at timestamptz,
  primary key (council_id, mail_ref)
);

create policy provider_writes on sign_in.mail for insert to almoner_provider with check (council_id = current_setting('app.council')::int);

grant insert on sign_in.mail to almoner_provider;
