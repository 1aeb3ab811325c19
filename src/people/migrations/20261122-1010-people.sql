create schema people;

-- tenant
create table people.person (
  council_id integer not null,
  person_ref text not null,
  version integer not null default 1,
  title text,
  given_name text collate "und-x-icu" not null,
  family_name text collate "und-x-icu" not null,
  known_as text collate "und-x-icu",
  birth_day date not null,
  address_lines jsonb not null,
  postcode text not null,
  zone text not null,
  phone text,
  nhs_number text,
  language text not null,
  interpreter boolean not null default false,
  lives_alone boolean,
  worker_ref text,
  added_at timestamptz not null,
  added_by text not null,
  chunk text,
  primary key (council_id, person_ref),
  unique (council_id, nhs_number),
  foreign key (council_id, zone) references councils.zone (council_id, zone),
  foreign key (council_id, worker_ref) references councils.officer (council_id, officer_ref)
);

create index person_by_name on people.person (council_id, family_name, given_name, person_ref);

create index person_by_birth on people.person (council_id, birth_day);

create index person_by_postcode on people.person (council_id, postcode);

create index person_by_worker on people.person (council_id, worker_ref);

-- What a detail was before it was corrected. Not in the audit trail, which lives for ever: retention may drop it with the person.
-- tenant
create table people.earlier_detail (
  council_id integer not null,
  person_ref text not null,
  version integer not null,
  field text not null,
  earlier jsonb,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (council_id, person_ref, version, field),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref)
);

-- tenant
create table people.contact (
  council_id integer not null,
  person_ref text not null,
  contact_no integer not null,
  name text collate "und-x-icu" not null,
  relationship text not null,
  phone text,
  email text,
  emergency boolean not null default false,
  primary key (council_id, person_ref, contact_no),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref)
);

-- How to get into the home: shown on a page of its own with an access line of its own.
-- tenant
create table people.key_safe (
  council_id integer not null,
  person_ref text not null,
  place text not null,
  code text not null,
  changed_at timestamptz not null,
  primary key (council_id, person_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref)
);

-- The least that a provider which serves a person needs; brokerage says who serves whom.
-- tenant provider(organisation_ref) select
create table people.shared_person (
  council_id integer not null,
  organisation_ref text not null,
  person_ref text not null,
  from_day date not null,
  to_day date,
  name text collate "und-x-icu" not null,
  address_lines jsonb not null,
  postcode text not null,
  phone text,
  language text not null,
  interpreter boolean not null,
  primary key (council_id, organisation_ref, person_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref)
);

create index shared_person_by_person on people.shared_person (council_id, person_ref);

-- tenant
create table people.conversation (
  council_id integer not null,
  conversation_ref text not null,
  person_ref text not null,
  kind text not null,
  held_day date not null,
  with_whom text not null,
  what_matters text not null,
  officer_ref text not null,
  primary key (council_id, conversation_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref),
  foreign key (council_id, officer_ref) references councils.officer (council_id, officer_ref)
);

create index conversation_by_person on people.conversation (council_id, person_ref);

-- Care Act 2014 s9 (L-02), of the adult; eligibility by L-10 once complete.
-- tenant
create table people.assessment (
  council_id integer not null,
  assessment_ref text not null,
  person_ref text not null,
  status text not null check (status in ('draft', 'complete')),
  started_day date not null,
  officer_ref text not null,
  views text not null default '',
  from_impairment boolean,
  significant_impact boolean,
  impact text not null default '',
  eligible boolean,
  completed_at timestamptz,
  chunk text,
  primary key (council_id, assessment_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref),
  foreign key (council_id, officer_ref) references councils.officer (council_id, officer_ref),
  check ((status = 'complete') = (eligible is not null and completed_at is not null))
);

create index assessment_by_person on people.assessment (council_id, person_ref);

create index assessment_in_draft on people.assessment (council_id, officer_ref) where status = 'draft';

-- tenant
create table people.assessed_outcome (
  council_id integer not null,
  assessment_ref text not null,
  outcome text not null,
  ability text not null,
  note text not null default '',
  primary key (council_id, assessment_ref, outcome),
  foreign key (council_id, assessment_ref) references people.assessment (council_id, assessment_ref)
);

-- Care and support plan, s24 to s27 (L-07, L-08, L-09).
-- tenant
create table people.plan (
  council_id integer not null,
  plan_ref text not null,
  person_ref text not null,
  assessment_ref text,
  status text not null check (status in ('current', 'ended')),
  agreed_day date not null,
  what_matters text not null,
  budget_weekly_pence bigint not null check (budget_weekly_pence >= 0),
  contribution_weekly_pence bigint check (contribution_weekly_pence between 0 and budget_weekly_pence),
  light_check_due date not null,
  light_check_done date,
  review_due date not null,
  officer_ref text not null,
  ended_day date,
  chunk text,
  primary key (council_id, plan_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref),
  foreign key (council_id, assessment_ref) references people.assessment (council_id, assessment_ref),
  foreign key (council_id, officer_ref) references councils.officer (council_id, officer_ref)
);

create unique index plan_in_force on people.plan (council_id, person_ref) where status = 'current';

create index plan_by_review on people.plan (council_id, review_due) where status = 'current';

-- tenant
create table people.plan_need (
  council_id integer not null,
  plan_ref text not null,
  need_no integer not null,
  outcome text not null,
  eligible boolean not null,
  need text not null,
  wanted text not null,
  met_by text not null check (met_by in ('council', 'direct_payment', 'carer', 'community', 'nhs')),
  how text not null,
  primary key (council_id, plan_ref, need_no),
  foreign key (council_id, plan_ref) references people.plan (council_id, plan_ref)
);

-- tenant
create table people.review (
  council_id integer not null,
  review_ref text not null,
  plan_ref text not null,
  kind text not null check (kind in ('light check', 'review')),
  held_day date not null,
  finding text not null check (finding in ('plan stands', 'plan changes', 'assess again')),
  note text not null,
  officer_ref text not null,
  primary key (council_id, review_ref),
  foreign key (council_id, plan_ref) references people.plan (council_id, plan_ref),
  foreign key (council_id, officer_ref) references councils.officer (council_id, officer_ref)
);

create index review_by_plan on people.review (council_id, plan_ref);
