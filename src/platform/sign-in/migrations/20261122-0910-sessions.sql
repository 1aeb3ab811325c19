create schema sign_in;

-- platform
create table sign_in.session (
  session_hash text not null,
  account text,
  data jsonb not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (session_hash)
);

create index session_by_account on sign_in.session (account);
