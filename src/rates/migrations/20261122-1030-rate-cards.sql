create schema rates;

-- A card's versions follow each other by date. A version is never edited, but one without an end is ended by the next.
-- tenant
create table rates.rate_card (
  council_id integer not null,
  card_ref text not null,
  from_day date not null,
  to_day date,
  name text not null,
  card jsonb not null,
  made_by text not null,
  made_at timestamptz not null,
  primary key (council_id, card_ref, from_day),
  exclude using gist (council_id with =, card_ref with =, daterange(from_day, to_day) with &&)
);

-- Who is paid by a card, as contracts tells: a provider sees the cards of its own contracts.
-- tenant provider(organisation_ref) select
create table rates.card_holder (
  council_id integer not null,
  card_ref text not null,
  organisation_ref text not null,
  primary key (council_id, card_ref, organisation_ref)
);

create policy holder on rates.rate_card for select to almoner_provider using (council_id = current_setting('app.council')::int and exists (select from rates.card_holder h where h.council_id = rate_card.council_id and h.card_ref = rate_card.card_ref));

grant select on rates.rate_card to almoner_provider;
