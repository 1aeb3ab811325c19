create schema brokerage;

-- `person_name` is the name as it stood last: queues are sorted and searched by it.
-- tenant
create table brokerage.care_package (
  council_id integer not null,
  package_ref text not null,
  person_ref text not null,
  person_name text collate "und-x-icu" not null,
  service text not null,
  zone text not null,
  outward_code text not null,
  urgent boolean not null,
  pattern jsonb not null,
  weekly_minutes integer not null,
  skills jsonb not null,
  outcomes jsonb not null,
  start_by date,
  status text not null check (status in ('draft', 'sent', 'offers_in', 'no_capacity', 'awaiting_sign_off', 'blocked', 'placed', 'ended', 'withdrawn', 'refused')),
  requested_by text not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  sent_at timestamptz,
  closes_at timestamptz,
  round integer not null,
  chosen_offer_ref text,
  chosen_organisation_ref text,
  contract_ref text,
  weekly_pence bigint,
  choice_rank integer,
  chosen_by text,
  chosen_by_name text,
  chosen_at timestamptz,
  choice_code text,
  choice_words text,
  ceiling_reason text,
  blocked_because text,
  end_reason text,
  chunk text,
  primary key (council_id, package_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref)
);

create index care_package_by_status on brokerage.care_package (council_id, status, start_by);

create index care_package_by_person on brokerage.care_package (council_id, person_ref);

create index care_package_by_chunk on brokerage.care_package (council_id, chunk);

-- A person has one open package of a service: two requests at once end with one.
create unique index care_package_open on brokerage.care_package (council_id, person_ref, service)
  where status in ('draft', 'sent', 'offers_in', 'no_capacity', 'awaiting_sign_off', 'blocked');

-- What a provider may know before it is chosen: the least that an offer needs, no name and no address.
-- tenant provider(organisation_ref) select update
create table brokerage.invitation (
  council_id integer not null,
  package_ref text not null,
  organisation_ref text not null,
  organisation_name text collate "und-x-icu" not null,
  contract_ref text not null,
  card_ref text not null,
  service text not null,
  zone text not null,
  outward_code text not null,
  urgent boolean not null,
  pattern jsonb not null,
  skills jsonb not null,
  outcomes jsonb not null,
  start_by date not null,
  prices jsonb not null,
  ceiling_pence_per_hour bigint,
  weights jsonb not null,
  rating text,
  sent_at timestamptz not null,
  closes_at timestamptz not null,
  status text not null check (status in ('invited', 'offered', 'declined', 'chosen', 'not_chosen', 'cancelled')),
  decline_code text,
  decline_words text,
  chunk text,
  primary key (council_id, package_ref, organisation_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index invitation_by_organisation on brokerage.invitation (council_id, organisation_ref, status, closes_at);

create index invitation_by_chunk on brokerage.invitation (council_id, chunk);

-- tenant provider(organisation_ref) select insert update
create table brokerage.offer (
  council_id integer not null,
  offer_ref text not null,
  package_ref text not null,
  organisation_ref text not null,
  status text not null check (status in ('made', 'withdrawn')),
  start_day date not null,
  covers jsonb not null,
  note text not null,
  weekly_pence bigint not null,
  weekly_minutes integer not null,
  hourly_pence bigint not null,
  over_ceiling_pence bigint not null,
  complete boolean not null,
  made_at timestamptz not null,
  made_by text not null,
  chunk text,
  primary key (council_id, offer_ref),
  unique (council_id, package_ref, organisation_ref),
  foreign key (council_id, package_ref, organisation_ref) references brokerage.invitation (council_id, package_ref, organisation_ref)
);

create index offer_by_chunk on brokerage.offer (council_id, chunk);

-- Nobody decides two steps of one choice: the key says so too.
-- tenant
create table brokerage.signature (
  council_id integer not null,
  package_ref text not null,
  round integer not null,
  step integer not null,
  label text not null,
  role text not null,
  status text not null check (status in ('waiting', 'signed', 'sent_back', 'refused')),
  asked_at timestamptz not null,
  reminded_at timestamptz,
  handed_to text,
  decided_at timestamptz,
  decided_by text,
  decided_by_name text,
  on_behalf_of text,
  reason text,
  chunk text,
  primary key (council_id, package_ref, round, step),
  unique (council_id, package_ref, round, decided_by),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index signature_waiting on brokerage.signature (council_id, asked_at) where status = 'waiting';

create index signature_by_chunk on brokerage.signature (council_id, chunk);

-- Care in place. `end_day` is the first day without care.
-- tenant provider(organisation_ref) select
create table brokerage.placement (
  council_id integer not null,
  package_ref text not null,
  person_ref text not null,
  person_name text collate "und-x-icu" not null,
  organisation_ref text not null,
  organisation_name text collate "und-x-icu" not null,
  contract_ref text not null,
  card_ref text not null,
  service text not null,
  zone text not null,
  start_day date not null,
  end_day date check (end_day >= start_day),
  pattern jsonb not null,
  weekly_pence bigint not null,
  weekly_minutes integer not null,
  placed_at timestamptz not null,
  end_reason text,
  chunk text,
  primary key (council_id, package_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index placement_by_organisation on brokerage.placement (council_id, organisation_ref, start_day);

create index placement_by_person on brokerage.placement (council_id, person_ref);

create index placement_by_chunk on brokerage.placement (council_id, chunk);
