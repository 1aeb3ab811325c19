-- Who pays for a package; care of a person who pays is arranged, not placed.
alter table brokerage.care_package add column payer text not null default 'council' check (payer in ('council', 'self'));

alter table brokerage.care_package drop constraint care_package_status_check;

alter table brokerage.care_package add constraint care_package_status_check check (status in ('draft', 'sent', 'offers_in', 'no_capacity', 'awaiting_sign_off', 'blocked', 'placed', 'arranged', 'ended', 'withdrawn', 'refused'));

-- What a person who pays for themselves agreed to before providers were asked.
-- tenant
create table brokerage.self_funder (
  council_id integer not null,
  package_ref text not null,
  consent_words text,
  consent_by text,
  consent_as text check (consent_as in ('person', 'acting')),
  consent_on date,
  fee_pence bigint,
  fee_words text,
  fee_by text,
  fee_as text check (fee_as in ('person', 'acting')),
  fee_on date,
  fee_paid_on date,
  primary key (council_id, package_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

-- tenant append-only
create table brokerage.advice_given (
  council_id integer not null,
  package_ref text not null,
  kind text not null,
  given_on date not null,
  officer_ref text not null,
  officer_name text not null,
  noted_at timestamptz not null,
  primary key (council_id, package_ref, kind, given_on),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

-- Care between a person who pays and a provider: no contract of the council bears it, and no pay run reads it.
-- tenant provider(organisation_ref) select
create table brokerage.arrangement (
  council_id integer not null,
  package_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  organisation_name text collate "und-x-icu" not null,
  offer_ref text not null,
  service text not null,
  zone text not null,
  start_day date not null,
  end_day date,
  pattern jsonb not null,
  weekly_pence bigint not null,
  weekly_minutes integer not null,
  agreed_by text not null,
  agreed_as text not null check (agreed_as in ('person', 'acting')),
  agreed_on date not null,
  arranged_by text not null,
  arranged_by_name text not null,
  arranged_at timestamptz not null,
  review_on date not null,
  primary key (council_id, package_ref),
  foreign key (council_id, package_ref) references brokerage.care_package (council_id, package_ref)
);

create index arrangement_by_organisation on brokerage.arrangement (council_id, organisation_ref, start_day);

create index arrangement_by_review on brokerage.arrangement (council_id, review_on);

create index arrangement_by_start on brokerage.arrangement (council_id, start_day);
