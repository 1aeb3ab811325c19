create schema audit;

-- platform
create table audit.council (
  council_id integer not null,
  name text not null,
  kind text not null default 'council' check (kind in ('council', 'joint')),
  trial boolean not null default false,
  primary key (council_id)
);

-- tenant
create table audit.chain_head (
  council_id integer not null,
  seq bigint not null,
  hash text not null,
  primary key (council_id)
);

-- tenant append-only
create table audit.entry (
  council_id integer not null,
  seq bigint not null,
  at timestamptz not null,
  command text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  type text not null,
  about text[] not null,
  data jsonb not null,
  prev_hash text not null,
  hash text not null,
  primary key (council_id, seq)
);

-- tenant append-only
create table audit.about (
  council_id integer not null,
  record text not null,
  seq bigint not null,
  primary key (council_id, record, seq)
);

-- tenant append-only
create table audit.access (
  council_id integer not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  record text not null,
  detail jsonb not null default '{}'
);

create index access_by_record on audit.access (council_id, record, at);

-- tenant
create table audit.counter (
  council_id integer not null,
  prefix text not null,
  next bigint not null,
  primary key (council_id, prefix)
);

-- tenant append-only
create table audit.idempotency (
  council_id integer not null,
  actor_id text not null,
  command text not null,
  key text not null,
  request_hash text not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (council_id, actor_id, command, key)
);

create policy provider_writes on audit.entry for insert to almoner_provider with check (council_id = current_setting('app.council')::int);

create policy provider_writes on audit.about for insert to almoner_provider with check (council_id = current_setting('app.council')::int);

create policy provider_writes on audit.access for insert to almoner_provider with check (council_id = current_setting('app.council')::int);

create policy provider_moves on audit.chain_head to almoner_provider using (council_id = current_setting('app.council')::int);

create policy provider_counts on audit.counter to almoner_provider using (council_id = current_setting('app.council')::int);

create policy provider_repeats on audit.idempotency to almoner_provider using (council_id = current_setting('app.council')::int);

grant insert on audit.entry, audit.about, audit.access to almoner_provider;

grant select, insert, update on audit.chain_head, audit.counter to almoner_provider;

grant select, insert on audit.idempotency to almoner_provider;

grant select on audit.council to almoner_council, almoner_provider;
