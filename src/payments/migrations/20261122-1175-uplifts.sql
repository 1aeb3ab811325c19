-- Rate cards raised by so many per cent: what it would cost on the visits of a year, and who said yes.
-- tenant
create table payments.uplift (
  council_id integer not null,
  uplift_ref text not null,
  method jsonb not null,
  millionths integer not null check (millionths > 0),
  rounding text not null check (rounding in ('none', 'nearest_1p', 'up_1p', 'up_4p')),
  from_day date not null,
  note text not null,
  year_from date not null,
  year_to date not null check (year_to > year_from),
  state text not null check (state in ('estimating', 'draft', 'approved', 'cancelled')),
  priced_through text,
  made_by text not null,
  made_by_name text not null,
  made_at timestamptz not null,
  settled_by_name text,
  settled_at timestamptz,
  primary key (council_id, uplift_ref)
);

create index uplift_newest on payments.uplift (council_id, made_at desc);

-- The cards of an uplift, each with the version that it raises.
-- tenant append-only
create table payments.uplift_card (
  council_id integer not null,
  uplift_ref text not null,
  card_ref text not null,
  base_from date not null,
  base_made_at timestamptz not null,
  primary key (council_id, uplift_ref, card_ref),
  foreign key (council_id, uplift_ref) references payments.uplift (council_id, uplift_ref)
);

-- What the visits of the year cost each provider under a card, before and after.
-- tenant
create table payments.uplift_part (
  council_id integer not null,
  uplift_ref text not null,
  organisation_ref text not null,
  card_ref text not null,
  visits integer not null,
  unpriced integer not null,
  before_pence bigint not null,
  after_pence bigint not null,
  primary key (council_id, uplift_ref, organisation_ref, card_ref)
);
