-- What the law and the register ask of a contract beside its prices: its regime (P-01 to P-05), what it was estimated to be worth with its
-- extensions (P-06), who looks after it, for whom it was bought, how it ends and how it would be bought again.
alter table contracts.contract
  add column regime text not null default 'pa23_light_touch'
    check (regime in ('pa23_light_touch', 'pa23', 'pcr15_light_touch', 'pcr15', 'below_threshold', 'psr')),
  add column value_pence bigint check (value_pence >= 0),
  add column owner_ref text,
  add column tender_ref text,
  add column next_route text not null default 'competition' check (next_route in ('competition', 'call_off', 'direct_award')),
  add column notice_months integer not null default 1 check (notice_months between 1 and 24),
  add column extension_options jsonb not null default '[]',
  add column buyers jsonb not null default '[]',
  add column exempt_reason text;

-- Home care is on the light touch list; what began before the Procurement Act 2023 stays under the regulations of 2015 to its end (P-02, P-05).
update contracts.contract set regime = 'pcr15_light_touch' where from_day < '2025-02-24';

update contracts.contract set value_pence = ceiling_pence;

alter table contracts.contract alter column regime drop default;

create index contract_by_owner on contracts.contract (council_id, owner_ref) where owner_ref is not null;

-- A variation, an extension, a transfer to another provider or an end before its time, as it was decided: what it changed, the tests of the
-- contract's regime as sums (P-20, P-21, P-22, P-40), and who decided it under what (G-12, G-14).
-- tenant append-only
create table contracts.change (
  council_id integer not null,
  contract_ref text not null,
  number integer not null check (number > 0),
  kind text not null check (kind in ('variation', 'extension', 'novation', 'termination')),
  from_day date not null,
  ground text not null,
  option_number integer,
  value_change_pence bigint not null,
  term_change_days integer not null,
  changes_scope boolean not null,
  favours_supplier boolean not null,
  tests jsonb not null,
  notice_code text,
  authority text not null check (authority in ('role', 'delegation', 'decision')),
  authority_words text not null,
  reason text not null,
  officer_ref text not null,
  officer_name text not null,
  at timestamptz not null,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref) references contracts.contract (council_id, contract_ref)
);

-- What a contract is from a day on, by a change. Of the versions that begin by a day the last begun counts, and of those the last entered.
-- The term is always the last entered one's.
-- tenant append-only provider(organisation_ref) select
create table contracts.version (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  from_day date not null,
  organisation_ref text not null,
  to_day date not null,
  ceiling_pence bigint check (ceiling_pence >= 0),
  value_pence bigint check (value_pence >= 0),
  lot text not null,
  zones text[] not null,
  primary key (council_id, contract_ref, number),
  foreign key (council_id, contract_ref, number) references contracts.change (council_id, contract_ref, number)
);

create index version_by_organisation on contracts.version (council_id, organisation_ref);

-- A longer or shorter term is another commitment of what is placed.
alter table contracts.draw_down drop constraint draw_down_kind_check;

alter table contracts.draw_down add constraint draw_down_kind_check check (kind in ('placed', 'ended', 'term_changed'));

create or replace view contracts.v_contract with (security_invoker = true) as
  select c.council_id, c.contract_ref, coalesce(v.organisation_ref, c.organisation_ref) as organisation_ref, c.service,
    coalesce(v.zones, c.zones) as zones, c.from_day, coalesce(v.to_day, c.to_day) as to_day,
    case when v.number is null then c.ceiling_pence else v.ceiling_pence end as ceiling_pence, c.card_ref, c.regime
  from contracts.contract c left join lateral (
    select l.* from contracts.version l where l.council_id = c.council_id and l.contract_ref = c.contract_ref
    order by l.number desc limit 1) v on true;

-- All who ever held a contract: care that was delivered before it went to another is still owed to the one who gave it.
create view contracts.v_holder with (security_invoker = true) as
  select council_id, contract_ref, organisation_ref from contracts.contract
  union
  select council_id, contract_ref, organisation_ref from contracts.version;

grant select on contracts.v_holder to almoner_council;

grant select on contracts.v_contract to almoner_provider;
