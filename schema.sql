create table audit.about (
  council_id integer not null,
  record text not null,
  seq bigint not null,
  PRIMARY KEY (council_id, record, seq)
) -- row-level security;
create table audit.access (
  council_id integer not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  record text not null,
  detail jsonb not null default '{}'::jsonb
) -- row-level security;
create table audit.chain_head (
  council_id integer not null,
  seq bigint not null,
  hash text not null,
  PRIMARY KEY (council_id)
) -- row-level security;
create table audit.council (
  council_id integer not null,
  name text not null,
  kind text not null default 'council'::text,
  trial boolean not null default false,
  CHECK ((kind = ANY (ARRAY['council'::text, 'joint'::text]))),
  PRIMARY KEY (council_id)
);
create table audit.counter (
  council_id integer not null,
  prefix text not null,
  next bigint not null,
  PRIMARY KEY (council_id, prefix)
) -- row-level security;
create table audit.entry (
  council_id integer not null,
  seq bigint not null,
  at timestamp with time zone not null,
  command text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  type text not null,
  about text[] not null,
  data jsonb not null,
  prev_hash text not null,
  hash text not null,
  PRIMARY KEY (council_id, seq)
) -- row-level security;
create table audit.idempotency (
  council_id integer not null,
  actor_id text not null,
  command text not null,
  key text not null,
  request_hash text not null,
  answer jsonb not null,
  at timestamp with time zone not null,
  organisation_ref text,
  PRIMARY KEY (council_id, actor_id, command, key)
) -- row-level security;
create table brokerage.advice_given (
  council_id integer not null,
  package_ref text not null,
  kind text not null,
  given_on date not null,
  officer_ref text not null,
  officer_name text not null,
  noted_at timestamp with time zone not null,
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref, kind, given_on)
) -- row-level security;
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
  agreed_as text not null,
  agreed_on date not null,
  arranged_by text not null,
  arranged_by_name text not null,
  arranged_at timestamp with time zone not null,
  review_on date not null,
  unshared_on date,
  followed_by text,
  CHECK ((agreed_as = ANY (ARRAY['person'::text, 'acting'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref)
) -- row-level security;
create table brokerage.care_change (
  council_id integer not null,
  package_ref text not null,
  number integer not null,
  organisation_ref text not null,
  kind text not null,
  from_day date not null,
  pattern jsonb not null,
  weekly_pence bigint not null,
  weekly_minutes integer not null,
  before_pence bigint not null,
  reason text not null,
  state text not null,
  by_provider boolean not null,
  proposed_by text not null,
  proposed_by_name text not null,
  proposed_at timestamp with time zone not null,
  decided_by_name text,
  decided_at timestamp with time zone,
  decline_reason text,
  hourly_pence bigint,
  over_ceiling_pence bigint,
  ceiling_pence_per_hour bigint,
  floor jsonb,
  emergency_reason text,
  sign_by timestamp with time zone,
  answered jsonb,
  person_says text,
  CHECK ((kind = ANY (ARRAY['more'::text, 'less'::text, 'other_visits'::text, 'suspend'::text, 'resume'::text]))),
  CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'declined'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref, number)
) -- row-level security;
create table brokerage.care_check (
  council_id integer not null,
  package_ref text not null,
  kind text not null,
  organisation_ref text not null,
  day date not null,
  outcome text not null,
  note text not null,
  checked_by_name text not null,
  by_provider boolean not null,
  checked_at timestamp with time zone not null,
  CHECK ((kind = ANY (ARRAY['start'::text, 'two_weeks'::text]))),
  CHECK ((outcome = ANY (ARRAY['as_agreed'::text, 'late'::text, 'concerns'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref, kind)
) -- row-level security;
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
  status text not null,
  requested_by text not null,
  requested_by_name text not null,
  requested_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  closes_at timestamp with time zone,
  round integer not null,
  chosen_offer_ref text,
  chosen_organisation_ref text,
  contract_ref text,
  weekly_pence bigint,
  choice_rank integer,
  chosen_by text,
  chosen_by_name text,
  chosen_at timestamp with time zone,
  choice_code text,
  choice_words text,
  ceiling_reason text,
  blocked_because text,
  end_reason text,
  chunk text,
  chosen_offer_made_at timestamp with time zone,
  with_ref text,
  with_name text collate "und-x-icu",
  kind text not null default 'new'::text,
  musts jsonb not null default '[]'::jsonb,
  wishes jsonb not null default '[]'::jsonb,
  by_outcomes jsonb,
  copied_from text,
  cost_range jsonb,
  rounds_left integer not null default 0,
  floor_reason text,
  part integer not null default 1,
  emergency_reason text,
  sign_by timestamp with time zone,
  payer text not null default 'council'::text,
  end_day date,
  answered jsonb,
  CHECK ((kind = ANY (ARRAY['new'::text, 'hospital_discharge'::text, 'change'::text, 'restart'::text, 'crisis'::text, 'respite'::text, 'carers_break'::text]))),
  CHECK ((payer = ANY (ARRAY['council'::text, 'self'::text]))),
  CHECK ((status = ANY (ARRAY['draft'::text, 'sent'::text, 'offers_in'::text, 'no_capacity'::text, 'awaiting_sign_off'::text, 'blocked'::text, 'placed'::text, 'arranged'::text, 'ended'::text, 'withdrawn'::text, 'refused'::text]))),
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, package_ref)
) -- row-level security;
create table brokerage.change_signature (
  council_id integer not null,
  package_ref text not null,
  number integer not null,
  step integer not null,
  label text not null,
  role text not null,
  status text not null,
  asked_at timestamp with time zone not null,
  reminded_at timestamp with time zone,
  handed_to text,
  decided_at timestamp with time zone,
  decided_by text,
  decided_by_name text,
  on_behalf_of text,
  reason text,
  in_order boolean not null default false,
  CHECK ((status = ANY (ARRAY['waiting'::text, 'signed'::text, 'sent_back'::text, 'refused'::text]))),
  FOREIGN KEY (council_id, package_ref, number) REFERENCES brokerage.care_change(council_id, package_ref, number),
  PRIMARY KEY (council_id, package_ref, number, step),
  UNIQUE (council_id, package_ref, number, decided_by)
) -- row-level security;
create table brokerage.fee_invoice (
  council_id integer not null,
  invoice_ref text not null,
  package_ref text not null,
  person_ref text not null,
  fee_pence bigint not null,
  raised_on date not null,
  due_on date not null,
  how_to_pay text not null,
  state text not null,
  settled_on date,
  settled_by text,
  settled_by_name text,
  reason text,
  income_code text not null default 'uncoded'::text,
  CHECK ((fee_pence > 0)),
  CHECK ((state = ANY (ARRAY['owed'::text, 'paid'::text, 'waived'::text, 'cancelled'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, invoice_ref),
  UNIQUE (council_id, package_ref)
) -- row-level security;
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
  sent_at timestamp with time zone not null,
  closes_at timestamp with time zone not null,
  status text not null,
  decline_code text,
  decline_words text,
  chunk text,
  needs jsonb,
  opened_at timestamp with time zone,
  opened_by text,
  answered_at timestamp with time zone,
  reminded_at timestamp with time zone,
  told jsonb,
  withdrawn_why text,
  outside_framework boolean,
  CHECK ((status = ANY (ARRAY['invited'::text, 'offered'::text, 'declined'::text, 'chosen'::text, 'not_chosen'::text, 'cancelled'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref, organisation_ref)
) -- row-level security;
create table brokerage.known_worker (
  council_id integer not null,
  person_ref text not null,
  organisation_ref text not null,
  as_of date not null,
  visits integer not null,
  top_three integer not null,
  CHECK (((top_three >= 1) AND (top_three <= visits))),
  CHECK ((visits > 0)),
  PRIMARY KEY (council_id, person_ref, organisation_ref)
) -- row-level security;
create table brokerage.leaving_provider (
  council_id integer not null,
  organisation_ref text not null,
  why text not null,
  since timestamp with time zone not null,
  PRIMARY KEY (council_id, organisation_ref)
) -- row-level security;
create table brokerage.offer (
  council_id integer not null,
  offer_ref text not null,
  package_ref text not null,
  organisation_ref text not null,
  status text not null,
  start_day date not null,
  covers jsonb not null,
  note text not null,
  weekly_pence bigint not null,
  weekly_minutes integer not null,
  hourly_pence bigint not null,
  over_ceiling_pence bigint not null,
  complete boolean not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  chunk text,
  meets jsonb,
  visits jsonb,
  alternative jsonb,
  stands_until date,
  floor jsonb,
  CHECK ((status = ANY (ARRAY['made'::text, 'withdrawn'::text, 'expired'::text]))),
  FOREIGN KEY (council_id, package_ref, organisation_ref) REFERENCES brokerage.invitation(council_id, package_ref, organisation_ref),
  PRIMARY KEY (council_id, offer_ref),
  UNIQUE (council_id, package_ref, organisation_ref)
) -- row-level security;
create table brokerage.out_of_area_agreement (
  council_id integer not null,
  package_ref text not null,
  organisation_ref text not null,
  said_by text not null,
  said_as text not null,
  said_on date not null,
  noted_by_name text not null,
  noted_at timestamp with time zone not null,
  CHECK ((said_as = ANY (ARRAY['person'::text, 'acting'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref, organisation_ref)
) -- row-level security;
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
  end_day date,
  pattern jsonb not null,
  weekly_pence bigint not null,
  weekly_minutes integer not null,
  placed_at timestamp with time zone not null,
  end_reason text,
  chunk text,
  CHECK ((end_day >= start_day)),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref)
) -- row-level security;
create table brokerage.plan_lock (
  council_id integer not null,
  package_ref text not null,
  organisation_ref text not null,
  locked_by_name text not null,
  locked_at timestamp with time zone not null,
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref)
) -- row-level security;
create table brokerage.plan_proposal (
  council_id integer not null,
  plan_ref text not null,
  package_ref text not null,
  mark text not null,
  organisation_ref text,
  contract_ref text,
  weekly_pence bigint,
  points bigint not null,
  why jsonb not null,
  exceptions jsonb not null,
  alternatives jsonb not null,
  binds text,
  cheapest_change text,
  accepted_at timestamp with time zone,
  accepted_by text,
  accepted_by_name text,
  from_zone text,
  location_ref text,
  bed_type text,
  moved_from text,
  moved_to text,
  CHECK (((moved_from IS NULL) = (moved_to IS NULL))),
  CHECK ((moved_from = ANY (ARRAY['morning'::text, 'midday'::text, 'tea'::text, 'evening'::text]))),
  CHECK ((moved_to = ANY (ARRAY['morning'::text, 'midday'::text, 'tea'::text, 'evening'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  FOREIGN KEY (council_id, plan_ref) REFERENCES brokerage.plan_run(council_id, plan_ref),
  PRIMARY KEY (council_id, plan_ref, package_ref)
) -- row-level security;
create table brokerage.plan_run (
  council_id integer not null,
  plan_ref text not null,
  status text not null,
  failure text,
  asked_by text not null,
  asked_by_name text not null,
  asked_at timestamp with time zone not null,
  seed integer not null,
  moves integer not null,
  bound_steps integer not null,
  proof_steps integer not null,
  with_stale boolean not null,
  read_at timestamp with time zone,
  made_at timestamp with time zone,
  policy jsonb,
  providers integer,
  people integer,
  placed integer,
  points bigint,
  bound bigint,
  weekly_pence bigint,
  today_pence bigint,
  prices jsonb,
  progress jsonb,
  lease_until timestamp with time zone,
  CHECK ((status = ANY (ARRAY['running'::text, 'made'::text, 'failed'::text, 'stopped'::text]))),
  PRIMARY KEY (council_id, plan_ref)
) -- row-level security;
create table brokerage.plan_together (
  council_id integer not null,
  package_ref text not null,
  together text,
  said_by_name text not null,
  said_at timestamp with time zone not null,
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref)
) -- row-level security;
create table brokerage.preference (
  council_id integer not null,
  preference_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  organisation_name text collate "und-x-icu" not null,
  kind text not null,
  said_by text not null,
  said_on date not null,
  note text not null,
  kept_at timestamp with time zone not null,
  kept_by_name text not null,
  ended_at timestamp with time zone,
  CHECK ((kind = ANY (ARRAY['prefers'::text, 'refuses'::text]))),
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, preference_ref)
) -- row-level security;
create table brokerage.rounds (
  council_id integer not null,
  organisation_ref text not null,
  outward_code text not null,
  part text not null,
  visits integer not null,
  CHECK ((visits > 0)),
  PRIMARY KEY (council_id, outward_code, organisation_ref, part)
) -- row-level security;
create table brokerage.self_funder (
  council_id integer not null,
  package_ref text not null,
  consent_words text,
  consent_by text,
  consent_as text,
  consent_on date,
  fee_pence bigint,
  fee_words text,
  fee_by text,
  fee_as text,
  fee_on date,
  withdrawn_by text,
  withdrawn_as text,
  withdrawn_on date,
  CHECK ((consent_as = ANY (ARRAY['person'::text, 'acting'::text]))),
  CHECK ((fee_as = ANY (ARRAY['person'::text, 'acting'::text]))),
  CHECK ((withdrawn_as = ANY (ARRAY['person'::text, 'acting'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref)
) -- row-level security;
create table brokerage.sending_round (
  council_id integer not null,
  package_ref text not null,
  sending integer not null,
  round integer not null,
  who text not null,
  rank integer,
  providers jsonb not null,
  hours integer not null,
  opened_at timestamp with time zone,
  closes_at timestamp with time zone,
  closed_at timestamp with time zone,
  offers integer,
  declined integer,
  silent integer,
  CHECK ((who = ANY (ARRAY['everyone'::text, 'lead'::text, 'ranked'::text, 'framework'::text, 'outside'::text, 'planned'::text, 'spot'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref, sending, round)
) -- row-level security;
create table brokerage.signature (
  council_id integer not null,
  package_ref text not null,
  round integer not null,
  step integer not null,
  label text not null,
  role text not null,
  status text not null,
  asked_at timestamp with time zone not null,
  reminded_at timestamp with time zone,
  handed_to text,
  decided_at timestamp with time zone,
  decided_by text,
  decided_by_name text,
  on_behalf_of text,
  reason text,
  chunk text,
  in_order boolean not null default false,
  CHECK ((status = ANY (ARRAY['waiting'::text, 'signed'::text, 'sent_back'::text, 'refused'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, package_ref, round, step),
  UNIQUE (council_id, package_ref, round, decided_by)
) -- row-level security;
create table brokerage.spot_purchase (
  council_id integer not null,
  spot_ref text not null,
  package_ref text not null,
  status text not null,
  why text not null,
  words text not null,
  after_framework boolean not null,
  end_day date not null,
  providers jsonb not null,
  benchmark_pence bigint,
  ceiling_pence bigint,
  asked_by text not null,
  asked_by_name text not null,
  asked_at timestamp with time zone not null,
  decided_by text,
  decided_by_name text,
  decided_at timestamp with time zone,
  reason text,
  was_day date,
  CHECK ((status = ANY (ARRAY['asked'::text, 'approved'::text, 'refused'::text]))),
  FOREIGN KEY (council_id, package_ref) REFERENCES brokerage.care_package(council_id, package_ref),
  PRIMARY KEY (council_id, spot_ref)
) -- row-level security;
create table continuity.affected (
  council_id integer not null,
  exit_ref text not null,
  line integer not null,
  package_ref text,
  known_ref text,
  person_ref text,
  pays text not null,
  name text collate "und-x-icu" not null,
  service text not null,
  zone text not null,
  visits jsonb not null,
  visits_a_week integer not null,
  weekly_minutes integer not null,
  weekly_pence bigint,
  skills jsonb not null,
  double_handed boolean not null,
  time_critical boolean not null,
  insulin boolean not null,
  lives_alone boolean,
  helped_by_carer boolean,
  decides text not null,
  key_safe boolean not null,
  contact text not null,
  points integer not null,
  band text not null,
  together text,
  refuses jsonb not null,
  prefers jsonb not null,
  state text not null,
  state_at timestamp with time zone not null,
  to_organisation_ref text,
  to_contract_ref text,
  person_answer text,
  provider_answer text,
  move_day date,
  new_package_ref text,
  left_why text,
  withdrew jsonb not null default '[]'::jsonb,
  offered text,
  CHECK (((package_ref IS NULL) <> (known_ref IS NULL))),
  CHECK (((state <> ALL (ARRAY['moved'::text, 'settled'::text])) OR (move_day IS NOT NULL))),
  CHECK (((state <> ALL (ARRAY['proposed'::text, 'agreed'::text, 'moving'::text, 'moved'::text, 'settled'::text])) OR (to_organisation_ref IS NOT NULL))),
  CHECK (((state = 'left'::text) = (left_why IS NOT NULL))),
  CHECK ((band = ANY (ARRAY['critical'::text, 'high'::text, 'standard'::text]))),
  CHECK ((decides = ANY (ARRAY['yes'::text, 'no'::text, 'not known'::text]))),
  CHECK ((pays = ANY (ARRAY['council'::text, 'direct_payment'::text, 'self_funder'::text, 'other_council'::text]))),
  CHECK ((person_answer = ANY (ARRAY['agrees'::text, 'refuses'::text]))),
  CHECK ((provider_answer = ANY (ARRAY['agrees'::text, 'refuses'::text]))),
  CHECK ((state = ANY (ARRAY['listed'::text, 'proposed'::text, 'agreed'::text, 'moving'::text, 'moved'::text, 'settled'::text, 'left'::text]))),
  FOREIGN KEY (council_id, exit_ref) REFERENCES continuity.exit(council_id, exit_ref),
  PRIMARY KEY (council_id, exit_ref, line),
  UNIQUE (council_id, exit_ref, known_ref),
  UNIQUE (council_id, exit_ref, package_ref)
) -- row-level security;
create table continuity.exit (
  council_id integer not null,
  exit_ref text not null,
  organisation_ref text not null,
  contract_ref text,
  source text not null,
  what text not null,
  cause text,
  state text not null,
  last_day date,
  signalled_at timestamp with time zone not null,
  opened_at timestamp with time zone,
  opened_by text,
  listed_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_why text,
  classed_at timestamp with time zone,
  CHECK (((state <> 'open'::text) OR ((cause IS NOT NULL) AND (opened_at IS NOT NULL)))),
  CHECK ((cause = ANY (ARRAY['business_failure'::text, 'registration_cancelled'::text, 'contract_handback'::text, 'council_termination'::text, 'safeguarding_move'::text, 'person_choice'::text]))),
  CHECK ((source = ANY (ARRAY['notice'::text, 'register'::text, 'rating'::text, 'quality'::text, 'news'::text, 'provider'::text]))),
  CHECK ((state = ANY (ARRAY['signalled'::text, 'open'::text, 'closed'::text, 'stood_down'::text]))),
  PRIMARY KEY (council_id, exit_ref)
) -- row-level security;
create table continuity.exit_told (
  council_id integer not null,
  exit_ref text not null,
  organisation_ref text not null,
  contract_ref text,
  last_day date,
  FOREIGN KEY (council_id, exit_ref) REFERENCES continuity.exit(council_id, exit_ref),
  PRIMARY KEY (council_id, exit_ref)
) -- row-level security;
create table continuity.heard (
  council_id integer not null,
  exit_ref text not null,
  number integer not null,
  source text not null,
  what text not null,
  cause text,
  last_day date,
  contract_ref text,
  heard_at timestamp with time zone not null,
  heard_by text not null,
  CHECK ((cause = ANY (ARRAY['business_failure'::text, 'registration_cancelled'::text, 'contract_handback'::text, 'council_termination'::text, 'safeguarding_move'::text, 'person_choice'::text]))),
  CHECK ((source = ANY (ARRAY['notice'::text, 'register'::text, 'rating'::text, 'quality'::text, 'news'::text, 'provider'::text, 'officer'::text]))),
  FOREIGN KEY (council_id, exit_ref) REFERENCES continuity.exit(council_id, exit_ref),
  PRIMARY KEY (council_id, exit_ref, number)
) -- row-level security;
create table continuity.known_person (
  council_id integer not null,
  known_ref text not null,
  organisation_ref text not null,
  pays text not null,
  name text collate "und-x-icu" not null,
  person_ref text,
  zone text not null,
  visits jsonb not null,
  double_handed boolean not null,
  time_critical boolean not null,
  insulin boolean not null,
  lives_alone boolean,
  helped_by_carer boolean,
  decides text not null,
  key_safe boolean not null,
  contact text not null,
  weekly_pence bigint,
  told_by text not null,
  told_by_name text not null,
  told_at timestamp with time zone not null,
  gone_day date,
  service text not null default 'home_care'::text,
  CHECK ((decides = ANY (ARRAY['yes'::text, 'no'::text, 'not known'::text]))),
  CHECK ((pays = ANY (ARRAY['direct_payment'::text, 'self_funder'::text, 'other_council'::text]))),
  PRIMARY KEY (council_id, known_ref)
) -- row-level security;
create table continuity.plan (
  council_id integer not null,
  plan_ref text not null,
  exit_ref text,
  organisation_refs jsonb not null,
  moves_of_others integer not null,
  state text not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  progress jsonb not null,
  ready_at timestamp with time zone,
  people integer,
  unplaced integer,
  critical_unplaced integer,
  points bigint,
  bound bigint,
  weekly_pence bigint,
  today_pence bigint,
  result jsonb,
  compared_pence bigint,
  lease_until timestamp with time zone,
  spot jsonb,
  CHECK (((moves_of_others >= 0) AND (moves_of_others <= 50))),
  CHECK (((state = 'ready'::text) = (result IS NOT NULL))),
  CHECK ((state = ANY (ARRAY['waiting'::text, 'solving'::text, 'ready'::text, 'stopped'::text, 'failed'::text]))),
  FOREIGN KEY (council_id, exit_ref) REFERENCES continuity.exit(council_id, exit_ref),
  PRIMARY KEY (council_id, plan_ref)
) -- row-level security;
create table continuity.step (
  council_id integer not null,
  exit_ref text not null,
  line integer not null,
  step text not null,
  due_at timestamp with time zone not null,
  done_at timestamp with time zone,
  done_by text,
  note text,
  CHECK (((done_at IS NULL) = (done_by IS NULL))),
  CHECK ((step = ANY (ARRAY['choice'::text, 'advocate'::text, 'handover'::text, 'key_safe'::text, 'medicines'::text, 'call_monitoring'::text, 'check_first'::text, 'check_second'::text, 'check_third'::text]))),
  FOREIGN KEY (council_id, exit_ref, line) REFERENCES continuity.affected(council_id, exit_ref, line),
  PRIMARY KEY (council_id, exit_ref, line, step)
) -- row-level security;
create table contracts.change (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  kind text not null,
  from_day date not null,
  ground text not null,
  option_number integer,
  value_change_pence bigint not null,
  term_change_days integer not null,
  changes_scope boolean not null,
  favours_supplier boolean not null,
  tests jsonb not null,
  notice_code text,
  authority text not null,
  authority_words text not null,
  reason text not null,
  officer_ref text not null,
  officer_name text not null,
  at timestamp with time zone not null,
  CHECK ((authority = ANY (ARRAY['role'::text, 'delegation'::text, 'decision'::text]))),
  CHECK ((kind = ANY (ARRAY['variation'::text, 'extension'::text, 'novation'::text, 'termination'::text]))),
  CHECK ((number > 0)),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.contract (
  council_id integer not null,
  contract_ref text not null,
  framework_ref text,
  organisation_ref text not null,
  title text collate "und-x-icu" not null,
  lot text not null,
  service text not null,
  zones text[] not null,
  card_ref text not null,
  ceiling_pence bigint,
  from_day date not null,
  to_day date not null,
  regime text not null,
  value_pence bigint,
  owner_ref text,
  tender_ref text,
  next_route text not null default 'competition'::text,
  notice_months integer not null default 1,
  extension_options jsonb not null default '[]'::jsonb,
  buyers jsonb not null default '[]'::jsonb,
  exempt_reason text,
  CHECK (((notice_months >= 1) AND (notice_months <= 24))),
  CHECK ((next_route = ANY (ARRAY['competition'::text, 'call_off'::text, 'direct_award'::text]))),
  CHECK ((regime = ANY (ARRAY['pa23_light_touch'::text, 'pa23'::text, 'pcr15_light_touch'::text, 'pcr15'::text, 'below_threshold'::text, 'psr'::text]))),
  CHECK ((to_day > from_day)),
  CHECK ((value_pence >= 0)),
  FOREIGN KEY (council_id, framework_ref) REFERENCES contracts.framework(council_id, framework_ref),
  FOREIGN KEY (organisation_ref) REFERENCES providers.organisation(organisation_ref),
  PRIMARY KEY (council_id, contract_ref)
) -- row-level security;
create table contracts.copy (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  up_to_change integer not null,
  filename text not null,
  file_type text not null,
  bytes bigint not null,
  sha256 text not null,
  redactions text not null,
  published_on date not null,
  withdrawn_on date,
  CHECK ((number > 0)),
  CHECK ((up_to_change >= 0)),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.draw_down (
  council_id integer not null,
  contract_ref text not null,
  line integer not null,
  package_ref text not null,
  kind text not null,
  from_day date not null,
  to_day date,
  weekly_pence bigint not null,
  pence bigint not null,
  override_officer_ref text,
  override_reason text,
  at timestamp with time zone not null,
  chunk text,
  CHECK ((kind = ANY (ARRAY['placed'::text, 'ended'::text, 'term_changed'::text]))),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, line)
) -- row-level security;
create table contracts.framework (
  council_id integer not null,
  framework_ref text not null,
  title text not null,
  service text not null,
  from_day date not null,
  to_day date not null,
  weights jsonb not null,
  PRIMARY KEY (council_id, framework_ref)
) -- row-level security;
create table contracts.hour_tiers (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  from_day date not null,
  tiers jsonb not null,
  note text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((number > 0)),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.kpi (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  name text collate "und-x-icu" not null,
  target numeric(12,2) not null,
  more_is_better boolean not null,
  period text not null,
  measure text,
  from_day date not null,
  ended_day date,
  CHECK ((number > 0)),
  CHECK ((period = ANY (ARRAY['month'::text, 'quarter'::text, 'year'::text]))),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.kpi_figure (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  period_from date not null,
  entry integer not null,
  figure numeric(12,2) not null,
  rating text not null,
  source text not null,
  note text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((entry > 0)),
  CHECK ((rating = ANY (ARRAY['good'::text, 'approaching'::text, 'requires_improvement'::text, 'inadequate'::text, 'other'::text]))),
  CHECK ((source = ANY (ARRAY['hand'::text, 'told'::text]))),
  FOREIGN KEY (council_id, contract_ref, number) REFERENCES contracts.kpi(council_id, contract_ref, number),
  PRIMARY KEY (council_id, contract_ref, number, period_from, entry)
) -- row-level security;
create table contracts.lead_provider (
  council_id integer not null,
  zone text not null,
  service text not null,
  from_day date not null,
  to_day date,
  contract_ref text not null,
  CHECK ((to_day > from_day)),
  EXCLUDE USING gist (council_id WITH =, zone WITH =, service WITH =, daterange(from_day, to_day) WITH &&),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, zone, service, from_day)
) -- row-level security;
create table contracts.notice (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  given_by text not null,
  reason_code text not null,
  note text not null,
  given_day date not null,
  last_day date not null,
  closed_from date not null,
  former_to_day date not null,
  officer_name text not null,
  at timestamp with time zone not null,
  withdrawn_by text,
  withdrawn_note text,
  withdrawn_at timestamp with time zone,
  CHECK ((given_by = ANY (ARRAY['council'::text, 'provider'::text]))),
  CHECK ((number > 0)),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.published (
  council_id integer not null,
  contract_ref text not null,
  title text collate "und-x-icu" not null,
  provider_name text collate "und-x-icu" not null,
  organisation_ref text not null,
  lot text not null,
  service text not null,
  zones text[] not null,
  regime text not null,
  from_day date not null,
  to_day date not null,
  extension_months integer not null,
  value_pence bigint,
  committed_pence bigint,
  withheld text,
  buyers jsonb not null,
  tender_ref text,
  changes integer not null,
  updated_on date not null,
  PRIMARY KEY (council_id, contract_ref)
) -- row-level security;
create table contracts.published_kpi (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  name text collate "und-x-icu" not null,
  target numeric(12,2) not null,
  more_is_better boolean not null,
  period_from date not null,
  figure numeric(12,2) not null,
  rating text not null,
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.termination (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  ground text not null,
  reason_code text not null,
  words text not null,
  evidence text not null,
  last_day date not null,
  state text not null,
  proposed_by text not null,
  proposed_by_name text not null,
  proposed_at timestamp with time zone not null,
  decided_by_name text,
  decided_at timestamp with time zone,
  closed_from date,
  authority_words text,
  note text,
  CHECK ((number > 0)),
  CHECK ((state = ANY (ARRAY['proposed'::text, 'decided'::text, 'refused'::text]))),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.terms (
  council_id integer not null,
  contract_ref text not null,
  organisation_ref text not null,
  number integer not null,
  from_day date not null,
  block_minutes_per_week integer,
  cycle text,
  electronic_percent integer,
  note text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK (((block_minutes_per_week >= 0) AND (block_minutes_per_week <= 600000))),
  CHECK (((electronic_percent >= 0) AND (electronic_percent <= 100))),
  CHECK ((cycle = ANY (ARRAY['actuals'::text, 'commissioned_then_reconciled'::text]))),
  CHECK ((number > 0)),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.tiers (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  from_day date not null,
  tiers jsonb not null,
  retier_percent integer not null,
  retier_weeks integer not null,
  note text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK (((retier_percent >= 1) AND (retier_percent <= 100))),
  CHECK (((retier_weeks >= 1) AND (retier_weeks <= 52))),
  CHECK ((number > 0)),
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table contracts.told (
  council_id integer not null,
  contract_ref text not null,
  what text not null,
  due_day date not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, contract_ref) REFERENCES contracts.contract(council_id, contract_ref),
  PRIMARY KEY (council_id, contract_ref, what, due_day)
) -- row-level security;
create table contracts.version (
  council_id integer not null,
  contract_ref text not null,
  number integer not null,
  from_day date not null,
  organisation_ref text not null,
  to_day date not null,
  ceiling_pence bigint,
  value_pence bigint,
  lot text not null,
  zones text[] not null,
  CHECK ((ceiling_pence >= 0)),
  CHECK ((value_pence >= 0)),
  FOREIGN KEY (council_id, contract_ref, number) REFERENCES contracts.change(council_id, contract_ref, number),
  PRIMARY KEY (council_id, contract_ref, number)
) -- row-level security;
create table councils.bank_holiday (
  division text not null,
  day date not null,
  title text not null,
  PRIMARY KEY (division, day)
);
create table councils.council (
  council_id integer not null,
  name text not null,
  gss_code text,
  email text,
  phone text,
  PRIMARY KEY (council_id)
) -- row-level security;
create table councils.joint_member (
  joint_council integer not null,
  member_council integer not null,
  is_lead boolean not null default false,
  status text not null,
  asked_by text not null,
  since timestamp with time zone not null,
  CHECK ((status = ANY (ARRAY['invited'::text, 'member'::text, 'left'::text]))),
  PRIMARY KEY (joint_council, member_council)
);
create table councils.joint_officer (
  joint_council integer not null,
  officer_ref text not null,
  member_council integer not null,
  home_officer_ref text not null,
  FOREIGN KEY (joint_council, member_council) REFERENCES councils.joint_member(joint_council, member_council),
  PRIMARY KEY (joint_council, officer_ref),
  UNIQUE (joint_council, member_council, home_officer_ref)
);
create table councils.officer (
  council_id integer not null,
  officer_ref text not null,
  identity text,
  name text collate "und-x-icu" not null,
  email text not null,
  roles jsonb not null default '[]'::jsonb,
  team_ref text,
  away_from date,
  away_to date,
  delegate_ref text,
  left_day date,
  CHECK ((away_from <= away_to)),
  CHECK ((delegate_ref <> officer_ref)),
  FOREIGN KEY (council_id, delegate_ref) REFERENCES councils.officer(council_id, officer_ref),
  FOREIGN KEY (council_id, team_ref) REFERENCES councils.team(council_id, team_ref),
  PRIMARY KEY (council_id, officer_ref),
  UNIQUE (council_id, identity)
) -- row-level security;
create table councils.policy (
  council_id integer not null,
  kind text not null,
  from_day date not null,
  to_day date,
  value jsonb not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamp with time zone not null,
  CHECK ((from_day < to_day)),
  EXCLUDE USING gist (council_id WITH =, kind WITH =, daterange(from_day, to_day) WITH &&),
  PRIMARY KEY (council_id, kind, from_day)
) -- row-level security;
create table councils.team (
  council_id integer not null,
  team_ref text not null,
  name text collate "und-x-icu" not null,
  PRIMARY KEY (council_id, team_ref)
) -- row-level security;
create table councils.zone (
  council_id integer not null,
  zone text not null,
  name text collate "und-x-icu" not null,
  kind text not null,
  CHECK ((kind = ANY (ARRAY['urban'::text, 'market_town'::text, 'rural'::text]))),
  PRIMARY KEY (council_id, zone)
) -- row-level security;
create table councils.zone_area (
  council_id integer not null,
  postcode_start text not null,
  zone text not null,
  FOREIGN KEY (council_id, zone) REFERENCES councils.zone(council_id, zone),
  PRIMARY KEY (council_id, postcode_start)
) -- row-level security;
create table councils.zone_shape (
  council_id integer not null,
  area text not null,
  zone text not null,
  rings jsonb not null,
  FOREIGN KEY (council_id, zone) REFERENCES councils.zone(council_id, zone),
  PRIMARY KEY (council_id, area)
) -- row-level security;
create table payments.adjustment (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  turn integer not null,
  statement_ref text not null,
  pay_run_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  package_ref text,
  contract_ref text not null,
  card_ref text not null,
  card_from date,
  start_at timestamp with time zone not null,
  outcome text not null,
  planned_minutes integer not null,
  actual_minutes integer,
  payable_minutes integer not null,
  workers_paid integer not null,
  pence_per_hour bigint,
  cause text not null,
  posted_pence bigint not null,
  owed_pence bigint not null,
  amount_pence bigint not null,
  reason text not null,
  chunk text not null,
  CHECK (((amount_pence = (owed_pence - posted_pence)) AND (amount_pence <> 0))),
  CHECK ((turn > 0)),
  PRIMARY KEY (council_id, day, visit_ref, turn)
) -- row-level security;
create table payments.bank_details (
  council_id integer not null,
  bank_details_ref text not null,
  organisation_ref text not null,
  sort_code text not null,
  account_number text not null,
  account_name text not null,
  modulus text not null,
  state text not null,
  by_provider boolean not null,
  proposed_by text not null,
  proposed_by_name text not null,
  proposed_at timestamp with time zone not null,
  reason text not null,
  settled_at timestamp with time zone,
  settled_by_name text,
  usable_from timestamp with time zone,
  CHECK (((state = 'confirmed'::text) = (usable_from IS NOT NULL))),
  CHECK ((account_number ~ '^[0-9]{8}$'::text)),
  CHECK ((modulus = ANY (ARRAY['passed'::text, 'not covered'::text]))),
  CHECK ((sort_code ~ '^[0-9]{6}$'::text)),
  CHECK ((state = ANY (ARRAY['proposed'::text, 'confirmed'::text, 'refused'::text]))),
  PRIMARY KEY (council_id, bank_details_ref)
) -- row-level security;
create table payments.bank_details_key (
  council_id integer not null,
  bank_details_ref text not null,
  officer_ref text not null,
  officer_name text not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, bank_details_ref) REFERENCES payments.bank_details(council_id, bank_details_ref),
  PRIMARY KEY (council_id, bank_details_ref, officer_ref)
) -- row-level security;
create table payments.card_recheck (
  council_id integer not null,
  card_ref text not null,
  from_day date not null,
  to_day date not null,
  next_day date not null,
  noted_at timestamp with time zone not null,
  CHECK ((to_day > from_day)),
  PRIMARY KEY (council_id, card_ref, from_day, to_day)
) -- row-level security;
create table payments.charge (
  council_id integer not null,
  week date not null,
  person_ref text not null,
  turn integer not null,
  basis text not null,
  contribution_pence bigint,
  cost_pence bigint not null,
  charged_pence bigint not null,
  owed_pence bigint not null,
  amount_pence bigint not null,
  reason text not null,
  charged_at timestamp with time zone not null,
  CHECK (((amount_pence = (owed_pence - charged_pence)) AND (amount_pence <> 0))),
  CHECK (((owed_pence >= 0) AND (owed_pence <= cost_pence))),
  CHECK ((basis = ANY (ARRAY['actual'::text, 'planned'::text]))),
  CHECK ((turn > 0)),
  PRIMARY KEY (council_id, week, person_ref, turn)
) -- row-level security;
create table payments.charge_due (
  council_id integer not null,
  week date not null,
  person_ref text not null,
  PRIMARY KEY (council_id, week, person_ref)
) -- row-level security;
create table payments.contribution (
  council_id integer not null,
  person_ref text not null,
  from_day date not null,
  to_day date,
  weekly_pence bigint,
  note text not null,
  noted_by_name text not null,
  noted_at timestamp with time zone not null,
  CHECK (((to_day IS NULL) OR (to_day > from_day))),
  CHECK ((weekly_pence >= 0)),
  EXCLUDE USING gist (council_id WITH =, person_ref WITH =, daterange(from_day, to_day) WITH &&),
  PRIMARY KEY (council_id, person_ref, from_day)
) -- row-level security;
create table payments.debt (
  council_id integer not null,
  debt_ref text not null,
  organisation_ref text not null,
  way text not null,
  amount_pence bigint not null,
  day date not null,
  reference text not null,
  reason text not null,
  state text not null,
  made_by text not null,
  made_by_name text not null,
  made_at timestamp with time zone not null,
  settled_by_name text,
  settled_at timestamp with time zone,
  CHECK (((state = 'proposed'::text) = (settled_at IS NULL))),
  CHECK ((amount_pence > 0)),
  CHECK ((state = ANY (ARRAY['proposed'::text, 'settled'::text, 'refused'::text]))),
  CHECK ((way = ANY (ARRAY['invoiced'::text, 'repaid'::text, 'written_off'::text]))),
  PRIMARY KEY (council_id, debt_ref)
) -- row-level security;
create table payments.debt_part (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  debt_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  FOREIGN KEY (council_id, debt_ref) REFERENCES payments.debt(council_id, debt_ref),
  FOREIGN KEY (council_id, statement_ref) REFERENCES payments.statement(council_id, statement_ref),
  PRIMARY KEY (council_id, statement_ref, query_ref)
) -- row-level security;
create table payments.draft_adjustment (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  turn integer not null,
  pay_run_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  package_ref text,
  contract_ref text not null,
  card_ref text not null,
  card_from date,
  start_at timestamp with time zone not null,
  outcome text not null,
  planned_minutes integer not null,
  actual_minutes integer,
  payable_minutes integer not null,
  workers_paid integer not null,
  pence_per_hour bigint,
  cause text not null,
  posted_pence bigint not null,
  owed_pence bigint not null,
  amount_pence bigint not null,
  reason text not null,
  CHECK (((amount_pence = (owed_pence - posted_pence)) AND (amount_pence <> 0))),
  CHECK ((turn > 0)),
  PRIMARY KEY (council_id, day, visit_ref)
) -- row-level security;
create table payments.held_back (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  FOREIGN KEY (council_id, query_ref) REFERENCES payments.query(council_id, query_ref),
  PRIMARY KEY (council_id, statement_ref, query_ref)
) -- row-level security;
create table payments.line (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  pay_run_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  package_ref text,
  contract_ref text not null,
  card_ref text not null,
  card_from date,
  start_at timestamp with time zone not null,
  outcome text not null,
  planned_minutes integer not null,
  actual_minutes integer,
  payable_minutes integer not null,
  workers_paid integer not null,
  pence_per_hour bigint,
  amount_pence bigint not null,
  reason text not null,
  PRIMARY KEY (council_id, day, visit_ref)
) -- row-level security;
create table payments.manual_share (
  council_id integer not null,
  organisation_ref text not null,
  month date not null,
  manual integer not null,
  delivered integer not null,
  PRIMARY KEY (council_id, organisation_ref, month)
) -- row-level security;
create table payments.modulus_weight (
  line integer not null,
  from_sort_code text not null,
  to_sort_code text not null,
  method text not null,
  weights jsonb not null,
  exception integer,
  CHECK ((from_sort_code ~ '^[0-9]{6}$'::text)),
  CHECK ((method = ANY (ARRAY['MOD10'::text, 'MOD11'::text, 'DBLAL'::text]))),
  CHECK ((to_sort_code ~ '^[0-9]{6}$'::text)),
  PRIMARY KEY (line)
);
create table payments.pay_run (
  council_id integer not null,
  pay_run_ref text not null,
  organisation_ref text,
  from_day date not null,
  to_day date not null,
  state text not null,
  rated_through text,
  made_by text not null,
  made_by_name text not null,
  made_at timestamp with time zone not null,
  settled_by_name text,
  settled_at timestamp with time zone,
  contract_ref text,
  zone text,
  cycle text not null default 'actuals'::text,
  checked_by text,
  checked_by_name text,
  checked_at timestamp with time zone,
  check_note text,
  paid_day date,
  check_by_another boolean not null default false,
  within_percent integer,
  CHECK (((state <> 'checked'::text) OR (checked_by IS NOT NULL))),
  CHECK (((state = 'paid'::text) = (paid_day IS NOT NULL))),
  CHECK ((cycle = ANY (ARRAY['actuals'::text, 'commissioned_then_reconciled'::text]))),
  CHECK ((state = ANY (ARRAY['rating'::text, 'draft'::text, 'checked'::text, 'posting'::text, 'approved'::text, 'paid'::text, 'cancelled'::text]))),
  CHECK ((to_day > from_day)),
  PRIMARY KEY (council_id, pay_run_ref)
) -- row-level security;
create table payments.pay_run_piece (
  council_id integer not null,
  pay_run_ref text not null,
  piece_ref text not null,
  people text[],
  statement_ref text,
  FOREIGN KEY (council_id, pay_run_ref) REFERENCES payments.pay_run(council_id, pay_run_ref),
  PRIMARY KEY (council_id, pay_run_ref, piece_ref)
) -- row-level security;
create table payments.payment (
  council_id integer not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  bank_details_ref text not null,
  reference text not null,
  amount_pence bigint not null,
  pay_day date not null,
  released_at timestamp with time zone,
  returned_day date,
  returned_why text,
  returned_note text,
  returned_by_name text,
  returned_at timestamp with time zone,
  paid_day date,
  CHECK ((((returned_day IS NULL) = (returned_why IS NULL)) AND ((returned_day IS NULL) = (returned_at IS NULL)))),
  CHECK ((amount_pence > 0)),
  FOREIGN KEY (council_id, bank_details_ref) REFERENCES payments.bank_details(council_id, bank_details_ref),
  FOREIGN KEY (council_id, payment_file_ref) REFERENCES payments.payment_file(council_id, payment_file_ref),
  PRIMARY KEY (council_id, payment_file_ref, organisation_ref)
) -- row-level security;
create table payments.payment_file (
  council_id integer not null,
  payment_file_ref text not null,
  pay_day date not null,
  processing_day date not null,
  state text not null,
  payments integer not null,
  amount_pence bigint not null,
  service_user_number text not null,
  originator_name text not null,
  paying_details_ref text not null,
  made_by text not null,
  made_by_name text not null,
  made_at timestamp with time zone not null,
  settled_by_name text,
  settled_at timestamp with time zone,
  confirmed_day date,
  confirmed_by_name text,
  confirmed_at timestamp with time zone,
  CHECK (((confirmed_day IS NULL) OR (state = 'released'::text))),
  CHECK ((state = ANY (ARRAY['made'::text, 'released'::text, 'cancelled'::text]))),
  PRIMARY KEY (council_id, payment_file_ref)
) -- row-level security;
create table payments.payment_part (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  valid_day date not null,
  FOREIGN KEY (council_id, payment_file_ref, organisation_ref) REFERENCES payments.payment(council_id, payment_file_ref, organisation_ref),
  FOREIGN KEY (council_id, statement_ref) REFERENCES payments.statement(council_id, statement_ref),
  PRIMARY KEY (council_id, statement_ref, query_ref)
) -- row-level security;
create table payments.posting (
  council_id integer not null,
  posting_ref text not null,
  source text not null,
  source_ref text not null,
  day date not null,
  posted_at timestamp with time zone not null,
  total_pence bigint not null,
  CHECK ((source = ANY (ARRAY['commitment'::text, 'accrual'::text, 'statement'::text, 'payment'::text, 'invoice'::text, 'repayment'::text, 'write_off'::text]))),
  CHECK ((total_pence > 0)),
  PRIMARY KEY (council_id, posting_ref)
) -- row-level security;
create table payments.posting_line (
  council_id integer not null,
  posting_ref text not null,
  line integer not null,
  source text not null,
  day date not null,
  account text not null,
  organisation_ref text not null,
  contract_ref text not null,
  package_ref text not null,
  budget_code text not null,
  pay_run_ref text not null,
  debit_pence bigint not null,
  credit_pence bigint not null,
  chunk text not null,
  CHECK (((debit_pence > 0) <> (credit_pence > 0))),
  CHECK ((account = ANY (ARRAY['commitment'::text, 'reserve'::text, 'expenditure'::text, 'accrual'::text, 'creditor'::text, 'debtor'::text, 'cash'::text, 'written_off'::text]))),
  CHECK ((credit_pence >= 0)),
  CHECK ((debit_pence >= 0)),
  FOREIGN KEY (council_id, posting_ref) REFERENCES payments.posting(council_id, posting_ref),
  PRIMARY KEY (council_id, posting_ref, line)
) -- row-level security;
create table payments.query (
  council_id integer not null,
  query_ref text not null,
  statement_ref text not null,
  organisation_ref text not null,
  type text not null,
  state text not null,
  lines integer not null,
  amount_pence bigint not null,
  raised_by_name text not null,
  raised_at timestamp with time zone not null,
  due_day date,
  settled_by_name text,
  settled_at timestamp with time zone,
  CHECK (((state = ANY (ARRAY['open'::text, 'answered'::text])) = (settled_at IS NULL))),
  CHECK ((state = ANY (ARRAY['open'::text, 'answered'::text, 'agreed'::text, 'refused'::text, 'withdrawn'::text]))),
  CHECK ((type = ANY (ARRAY['actuals'::text, 'death'::text, 'rate'::text, 'missing_visit'::text, 'uplift'::text, 'suspended'::text, 'remittance'::text]))),
  FOREIGN KEY (council_id, statement_ref) REFERENCES payments.statement(council_id, statement_ref),
  PRIMARY KEY (council_id, query_ref)
) -- row-level security;
create table payments.query_line (
  council_id integer not null,
  query_ref text not null,
  day date not null,
  visit_ref text not null,
  statement_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  open boolean not null,
  FOREIGN KEY (council_id, query_ref) REFERENCES payments.query(council_id, query_ref),
  PRIMARY KEY (council_id, query_ref, day, visit_ref)
) -- row-level security;
create table payments.query_message (
  council_id integer not null,
  query_ref text not null,
  number integer not null,
  organisation_ref text not null,
  side text not null,
  move text not null,
  by_name text not null,
  at timestamp with time zone not null,
  words text not null,
  CHECK ((move = ANY (ARRAY['raise'::text, 'answer'::text, 'reply'::text, 'agree'::text, 'refuse'::text, 'withdraw'::text]))),
  CHECK ((side = ANY (ARRAY['provider'::text, 'council'::text]))),
  FOREIGN KEY (council_id, query_ref) REFERENCES payments.query(council_id, query_ref),
  PRIMARY KEY (council_id, query_ref, number)
) -- row-level security;
create table payments.query_terms (
  council_id integer not null,
  statement_ref text not null,
  organisation_ref text not null,
  query_until date not null,
  answer_days integer not null,
  CHECK (((answer_days >= 1) AND (answer_days <= 60))),
  FOREIGN KEY (council_id, statement_ref) REFERENCES payments.statement(council_id, statement_ref),
  PRIMARY KEY (council_id, statement_ref)
) -- row-level security;
create table payments.recheck (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  contract_ref text not null,
  zone text not null,
  why text not null,
  noted_at timestamp with time zone not null,
  pay_run_ref text,
  carried_in text,
  carried_why text,
  carried_by_name text,
  PRIMARY KEY (council_id, day, visit_ref)
) -- row-level security;
create table payments.returned_part (
  council_id integer not null,
  statement_ref text not null,
  query_ref text not null,
  payment_file_ref text not null,
  organisation_ref text not null,
  amount_pence bigint not null,
  valid_day date not null,
  FOREIGN KEY (council_id, payment_file_ref, organisation_ref) REFERENCES payments.payment(council_id, payment_file_ref, organisation_ref),
  PRIMARY KEY (council_id, statement_ref, query_ref, payment_file_ref)
) -- row-level security;
create table payments.saving (
  council_id integer not null,
  statement_ref text not null,
  month date not null,
  organisation_ref text not null,
  visits integer not null,
  commissioned_minutes bigint not null,
  delivered_minutes bigint not null,
  commissioned_pence bigint not null,
  delivered_pence bigint not null,
  paid_pence bigint not null,
  PRIMARY KEY (council_id, statement_ref, month)
) -- row-level security;
create table payments.saving_due (
  council_id integer not null,
  statement_ref text not null,
  PRIMARY KEY (council_id, statement_ref)
) -- row-level security;
create table payments.sort_code_substitute (
  sort_code text not null,
  checked_as text not null,
  CHECK ((checked_as ~ '^[0-9]{6}$'::text)),
  CHECK ((sort_code ~ '^[0-9]{6}$'::text)),
  PRIMARY KEY (sort_code)
);
create table payments.statement (
  council_id integer not null,
  statement_ref text not null,
  pay_run_ref text not null,
  organisation_ref text not null,
  from_day date not null,
  to_day date not null,
  approved_at timestamp with time zone not null,
  visits integer not null,
  missed integer not null,
  one_worker integer not null,
  payable_minutes bigint not null,
  amount_pence bigint not null,
  adjustments integer not null default 0,
  adjusted_pence bigint not null default 0,
  PRIMARY KEY (council_id, statement_ref),
  UNIQUE (council_id, pay_run_ref, organisation_ref)
) -- row-level security;
create table payments.uplift (
  council_id integer not null,
  uplift_ref text not null,
  method jsonb not null,
  millionths integer not null,
  rounding text not null,
  from_day date not null,
  note text not null,
  year_from date not null,
  year_to date not null,
  state text not null,
  priced_through text,
  made_by text not null,
  made_by_name text not null,
  made_at timestamp with time zone not null,
  settled_by_name text,
  settled_at timestamp with time zone,
  CHECK ((millionths > 0)),
  CHECK ((rounding = ANY (ARRAY['none'::text, 'nearest_1p'::text, 'up_1p'::text, 'up_4p'::text]))),
  CHECK ((state = ANY (ARRAY['estimating'::text, 'draft'::text, 'approved'::text, 'cancelled'::text]))),
  CHECK ((year_to > year_from)),
  PRIMARY KEY (council_id, uplift_ref)
) -- row-level security;
create table payments.uplift_card (
  council_id integer not null,
  uplift_ref text not null,
  card_ref text not null,
  base_from date not null,
  base_made_at timestamp with time zone not null,
  FOREIGN KEY (council_id, uplift_ref) REFERENCES payments.uplift(council_id, uplift_ref),
  PRIMARY KEY (council_id, uplift_ref, card_ref)
) -- row-level security;
create table payments.uplift_part (
  council_id integer not null,
  uplift_ref text not null,
  organisation_ref text not null,
  card_ref text not null,
  visits integer not null,
  unpriced integer not null,
  before_pence bigint not null,
  after_pence bigint not null,
  PRIMARY KEY (council_id, uplift_ref, organisation_ref, card_ref)
) -- row-level security;
create table people.assessed_outcome (
  council_id integer not null,
  assessment_ref text not null,
  outcome text not null,
  ability text not null,
  note text not null default ''::text,
  FOREIGN KEY (council_id, assessment_ref) REFERENCES people.assessment(council_id, assessment_ref),
  PRIMARY KEY (council_id, assessment_ref, outcome)
) -- row-level security;
create table people.assessment (
  council_id integer not null,
  assessment_ref text not null,
  person_ref text not null,
  status text not null,
  started_day date not null,
  officer_ref text not null,
  views text not null default ''::text,
  from_impairment boolean,
  significant_impact boolean,
  impact text not null default ''::text,
  eligible boolean,
  completed_at timestamp with time zone,
  chunk text,
  CHECK (((status = 'complete'::text) = ((eligible IS NOT NULL) AND (completed_at IS NOT NULL)))),
  CHECK ((status = ANY (ARRAY['draft'::text, 'complete'::text]))),
  FOREIGN KEY (council_id, officer_ref) REFERENCES councils.officer(council_id, officer_ref),
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, assessment_ref)
) -- row-level security;
create table people.closed_case (
  council_id integer not null,
  person_ref text not null,
  day date not null,
  why text not null,
  plan_ref text,
  closed_at timestamp with time zone not null,
  CHECK ((why = ANY (ARRAY['died'::text, 'moved away'::text, 'health pays'::text, 'not eligible'::text, 'declined'::text, 'other'::text]))),
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, person_ref)
) -- row-level security;
create table people.contact (
  council_id integer not null,
  person_ref text not null,
  contact_no integer not null,
  name text collate "und-x-icu" not null,
  relationship text not null,
  phone text,
  email text,
  emergency boolean not null default false,
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, person_ref, contact_no)
) -- row-level security;
create table people.conversation (
  council_id integer not null,
  conversation_ref text not null,
  person_ref text not null,
  kind text not null,
  held_day date not null,
  with_whom text not null,
  what_matters text not null,
  officer_ref text not null,
  FOREIGN KEY (council_id, officer_ref) REFERENCES councils.officer(council_id, officer_ref),
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, conversation_ref)
) -- row-level security;
create table people.earlier_detail (
  council_id integer not null,
  person_ref text not null,
  version integer not null,
  field text not null,
  earlier jsonb,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, person_ref, version, field)
) -- row-level security;
create table people.key_safe (
  council_id integer not null,
  person_ref text not null,
  place text not null,
  code text not null,
  changed_at timestamp with time zone not null,
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, person_ref)
) -- row-level security;
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
  added_at timestamp with time zone not null,
  added_by text not null,
  chunk text,
  FOREIGN KEY (council_id, worker_ref) REFERENCES councils.officer(council_id, officer_ref),
  FOREIGN KEY (council_id, zone) REFERENCES councils.zone(council_id, zone),
  PRIMARY KEY (council_id, person_ref),
  UNIQUE (council_id, nhs_number)
) -- row-level security;
create table people.plan (
  council_id integer not null,
  plan_ref text not null,
  person_ref text not null,
  assessment_ref text,
  status text not null,
  agreed_day date not null,
  what_matters text not null,
  budget_weekly_pence bigint not null,
  contribution_weekly_pence bigint,
  light_check_due date not null,
  light_check_done date,
  review_due date not null,
  officer_ref text not null,
  ended_day date,
  chunk text,
  CHECK (((contribution_weekly_pence >= 0) AND (contribution_weekly_pence <= budget_weekly_pence))),
  CHECK ((budget_weekly_pence >= 0)),
  CHECK ((status = ANY (ARRAY['current'::text, 'ended'::text]))),
  FOREIGN KEY (council_id, assessment_ref) REFERENCES people.assessment(council_id, assessment_ref),
  FOREIGN KEY (council_id, officer_ref) REFERENCES councils.officer(council_id, officer_ref),
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, plan_ref)
) -- row-level security;
create table people.plan_need (
  council_id integer not null,
  plan_ref text not null,
  need_no integer not null,
  outcome text not null,
  eligible boolean not null,
  need text not null,
  wanted text not null,
  met_by text not null,
  how text not null,
  CHECK ((met_by = ANY (ARRAY['council'::text, 'direct_payment'::text, 'carer'::text, 'community'::text, 'nhs'::text]))),
  FOREIGN KEY (council_id, plan_ref) REFERENCES people.plan(council_id, plan_ref),
  PRIMARY KEY (council_id, plan_ref, need_no)
) -- row-level security;
create table people.review (
  council_id integer not null,
  review_ref text not null,
  plan_ref text not null,
  kind text not null,
  held_day date not null,
  finding text not null,
  note text not null,
  officer_ref text not null,
  CHECK ((finding = ANY (ARRAY['plan stands'::text, 'plan changes'::text, 'assess again'::text]))),
  CHECK ((kind = ANY (ARRAY['light check'::text, 'review'::text]))),
  FOREIGN KEY (council_id, officer_ref) REFERENCES councils.officer(council_id, officer_ref),
  FOREIGN KEY (council_id, plan_ref) REFERENCES people.plan(council_id, plan_ref),
  PRIMARY KEY (council_id, review_ref)
) -- row-level security;
create table people.review_booking (
  council_id integer not null,
  booking_ref text not null,
  person_ref text not null,
  planned_day date,
  owner_ref text,
  reason text not null default ''::text,
  asked_by text,
  asked_day date,
  asked_due date,
  asked_reason text not null default ''::text,
  closed_day date,
  CHECK ((((asked_by IS NULL) = (asked_due IS NULL)) AND ((asked_by IS NULL) = (asked_day IS NULL)))),
  CHECK ((asked_by = ANY (ARRAY['person'::text, 'carer'::text, 'provider'::text, 'professional'::text]))),
  FOREIGN KEY (council_id, owner_ref) REFERENCES councils.officer(council_id, officer_ref),
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, booking_ref)
) -- row-level security;
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
  FOREIGN KEY (council_id, person_ref) REFERENCES people.person(council_id, person_ref),
  PRIMARY KEY (council_id, organisation_ref, person_ref)
) -- row-level security;
create table providers.ability (
  council_id integer not null,
  organisation_ref text not null,
  ability text not null,
  kind text not null,
  words text not null,
  has boolean not null,
  weekly_minutes integer,
  told_at timestamp with time zone not null,
  told_by text not null,
  CHECK ((kind = ANY (ARRAY['skill'::text, 'language'::text, 'gender'::text]))),
  CHECK ((weekly_minutes >= 0)),
  FOREIGN KEY (organisation_ref) REFERENCES providers.organisation(organisation_ref),
  PRIMARY KEY (council_id, organisation_ref, ability)
) -- row-level security;
create table providers.ability_asked (
  council_id integer not null,
  ability text not null,
  kind text not null,
  words text not null,
  asked_at timestamp with time zone not null,
  CHECK ((kind = ANY (ARRAY['skill'::text, 'language'::text, 'gender'::text]))),
  PRIMARY KEY (council_id, ability)
) -- row-level security;
create table providers.beds (
  council_id integer not null,
  organisation_ref text not null,
  location_ref text not null,
  bed_type text not null,
  vacant integer not null,
  told_at timestamp with time zone not null,
  told_by text not null,
  CHECK ((bed_type = ANY (ARRAY['residential'::text, 'residential_dementia'::text, 'nursing'::text, 'nursing_dementia'::text, 'respite'::text]))),
  CHECK ((vacant >= 0)),
  FOREIGN KEY (location_ref) REFERENCES providers.location(location_ref),
  FOREIGN KEY (organisation_ref) REFERENCES providers.organisation(organisation_ref),
  PRIMARY KEY (council_id, organisation_ref, location_ref, bed_type)
) -- row-level security;
create table providers.capacity (
  council_id integer not null,
  organisation_ref text not null,
  zone text not null,
  part text not null,
  weekly_minutes integer not null,
  told_at timestamp with time zone not null,
  told_by text not null,
  CHECK ((part = ANY (ARRAY['morning'::text, 'midday'::text, 'tea'::text, 'evening'::text, 'night'::text]))),
  CHECK ((weekly_minutes >= 0)),
  FOREIGN KEY (council_id, zone) REFERENCES councils.zone(council_id, zone),
  FOREIGN KEY (organisation_ref) REFERENCES providers.organisation(organisation_ref),
  PRIMARY KEY (council_id, organisation_ref, zone, part)
) -- row-level security;
create table providers.council_provider (
  council_id integer not null,
  organisation_ref text not null,
  contact_name text,
  contact_email text,
  contact_phone text,
  supplier_number text,
  note text,
  FOREIGN KEY (organisation_ref) REFERENCES providers.organisation(organisation_ref),
  PRIMARY KEY (council_id, organisation_ref)
) -- row-level security;
create table providers.current_rating (
  subject_kind text not null,
  subject_ref text not null,
  service_group text not null,
  key_question text not null,
  rated_on date not null,
  dated_by text not null,
  rating text,
  unrated_label text,
  inherited boolean,
  source text not null,
  report_url text,
  PRIMARY KEY (subject_kind, subject_ref, service_group, key_question)
);
create table providers.described (
  council_id integer not null,
  location_ref text not null,
  organisation_ref text not null,
  description text not null,
  phone text,
  email text,
  takes_self_funders boolean not null,
  price_unit text,
  from_pence bigint,
  to_pence bigint,
  price_note text not null,
  told_at timestamp with time zone not null,
  told_by text not null,
  CHECK ((((price_unit IS NULL) = (from_pence IS NULL)) AND ((price_unit IS NULL) = (to_pence IS NULL)))),
  CHECK ((from_pence > 0)),
  CHECK ((price_unit = ANY (ARRAY['hour'::text, 'week'::text]))),
  CHECK ((to_pence >= from_pence)),
  FOREIGN KEY (location_ref) REFERENCES providers.location(location_ref),
  PRIMARY KEY (council_id, location_ref)
) -- row-level security;
create table providers.directory (
  council_id integer not null,
  location_ref text not null,
  organisation_ref text not null,
  name text collate "und-x-icu" not null,
  organisation_name text collate "und-x-icu" not null,
  services text[] not null,
  care_home boolean not null,
  address text,
  postcode text,
  latitude double precision,
  longitude double precision,
  phone text,
  email text,
  website text,
  rating text,
  rated_on date,
  description text not null,
  takes_self_funders boolean,
  price_unit text,
  from_pence bigint,
  to_pence bigint,
  price_note text not null,
  room_in text[],
  beds_free integer,
  room_told_on date,
  updated_at timestamp with time zone not null,
  PRIMARY KEY (council_id, location_ref)
) -- row-level security;
create table providers.import (
  council_id integer not null,
  import_ref text not null,
  file_name text not null,
  file_sha256 text not null,
  layout text not null,
  as_of date not null,
  lists_all boolean not null,
  status text not null,
  failure text,
  started_at timestamp with time zone not null,
  started_by text not null,
  progressed_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  bytes_read bigint not null,
  bytes bigint not null,
  rows_read integer not null,
  rows_rejected integer not null,
  rows_repeated integer not null,
  warnings integer not null,
  locations_new integer not null,
  locations_changed integer not null,
  locations_unchanged integer not null,
  locations_gone integer not null,
  locations_succeeded integer not null,
  organisations_new integer not null,
  organisations_changed integer not null,
  ratings_new integer not null,
  notes text[] not null,
  CHECK ((status = ANY (ARRAY['running'::text, 'finished'::text, 'failed'::text]))),
  PRIMARY KEY (council_id, import_ref)
) -- row-level security;
create table providers.import_finding (
  council_id integer not null,
  import_ref text not null,
  chunk text not null,
  finding_ref text not null,
  finding text not null,
  line integer,
  record_kind text,
  record_ref text,
  record_name text,
  field text,
  value text,
  reason text,
  cure text,
  changes jsonb,
  CHECK ((finding = ANY (ARRAY['rejected'::text, 'repeated'::text, 'warning'::text, 'new'::text, 'changed'::text, 'gone'::text, 're-registered'::text]))),
  FOREIGN KEY (council_id, import_ref) REFERENCES providers.import(council_id, import_ref),
  PRIMARY KEY (council_id, import_ref, finding_ref)
) -- row-level security;
create table providers.leaving (
  council_id integer not null,
  organisation_ref text not null,
  since timestamp with time zone not null,
  PRIMARY KEY (council_id, organisation_ref)
) -- row-level security;
create table providers.listing (
  layout text not null,
  location_ref text not null,
  area text not null,
  listed_on date not null,
  PRIMARY KEY (layout, location_ref)
);
create table providers.location (
  location_ref text not null,
  name text collate "und-x-icu",
  also_known_as text,
  organisation_ref text,
  organisation_name text,
  brand_ref text,
  brand_name text,
  care_home boolean,
  beds integer,
  dormant boolean,
  ods_code text,
  ownership text,
  category text,
  phone text,
  website text,
  address text,
  postcode text,
  region text,
  local_authority text,
  district text,
  area_code text,
  uprn text,
  latitude double precision,
  longitude double precision,
  registered_from date,
  last_checked date,
  specialisms text[] not null,
  activities text[] not null,
  status text not null,
  ended_on date,
  as_of date not null,
  CHECK ((status = ANY (ARRAY['registered'::text, 'deregistered'::text]))),
  PRIMARY KEY (location_ref)
);
create table providers.location_service (
  location_ref text not null,
  service text not null,
  FOREIGN KEY (location_ref) REFERENCES providers.location(location_ref),
  PRIMARY KEY (location_ref, service)
);
create table providers.organisation (
  organisation_ref text not null,
  name text collate "und-x-icu",
  also_known_as text,
  brand_ref text,
  brand_name text,
  company_number text,
  charity_number text,
  ods_code text,
  ownership text,
  sector text,
  phone text,
  website text,
  address text,
  postcode text,
  region text,
  local_authority text,
  uprn text,
  latitude double precision,
  longitude double precision,
  registered_from date,
  status text not null,
  ended_on date,
  as_of date not null,
  CHECK ((status = ANY (ARRAY['registered'::text, 'deregistered'::text]))),
  PRIMARY KEY (organisation_ref)
);
create table providers.rating (
  subject_kind text not null,
  subject_ref text not null,
  service_group text not null,
  key_question text not null,
  rated_on date not null,
  source text not null,
  as_of date not null,
  dated_by text not null,
  rating text,
  unrated_label text,
  inherited boolean,
  report_url text,
  CHECK (((rating IS NULL) = (unrated_label IS NOT NULL))),
  CHECK ((dated_by = ANY (ARRAY['source'::text, 'first seen'::text]))),
  CHECK ((key_question = ANY (ARRAY['Overall'::text, 'Safe'::text, 'Effective'::text, 'Caring'::text, 'Responsive'::text, 'Well-led'::text]))),
  CHECK ((rating = ANY (ARRAY['Outstanding'::text, 'Good'::text, 'Requires improvement'::text, 'Inadequate'::text]))),
  CHECK ((subject_kind = ANY (ARRAY['location'::text, 'organisation'::text]))),
  PRIMARY KEY (subject_kind, subject_ref, service_group, key_question, rated_on, source, as_of)
);
create table providers.standing (
  council_id integer not null,
  organisation_ref text not null,
  from_at timestamp with time zone not null,
  standing text not null,
  reason text not null,
  review_day date,
  decided_by text not null,
  CHECK ((standing = ANY (ARRAY['approved'::text, 'suspended'::text, 'not used'::text]))),
  FOREIGN KEY (organisation_ref) REFERENCES providers.organisation(organisation_ref),
  PRIMARY KEY (council_id, organisation_ref, from_at)
) -- row-level security;
create table providers.succession (
  earlier_ref text not null,
  later_ref text not null,
  basis text not null,
  CHECK ((basis = ANY (ARRAY['register'::text, 'same name and postcode'::text]))),
  PRIMARY KEY (earlier_ref, later_ref)
);
create table rates.card_holder (
  council_id integer not null,
  card_ref text not null,
  organisation_ref text not null,
  PRIMARY KEY (council_id, card_ref, organisation_ref)
) -- row-level security;
create table rates.proposed_card (
  council_id integer not null,
  proposal_ref text not null,
  card_ref text not null,
  name text not null,
  from_day date not null,
  card_text text not null,
  reason text,
  state text not null,
  made_by text not null,
  made_by_name text not null,
  made_at timestamp with time zone not null,
  settled_by_name text,
  settled_at timestamp with time zone,
  settled_why text,
  CHECK (((state = 'proposed'::text) = (settled_at IS NULL))),
  CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'refused'::text]))),
  PRIMARY KEY (council_id, proposal_ref)
) -- row-level security;
create table rates.rate_card (
  council_id integer not null,
  card_ref text not null,
  from_day date not null,
  to_day date,
  name text not null,
  card jsonb not null,
  made_by text not null,
  made_at timestamp with time zone not null,
  reason text,
  EXCLUDE USING gist (council_id WITH =, card_ref WITH =, daterange(from_day, to_day) WITH &&),
  PRIMARY KEY (council_id, card_ref, from_day)
) -- row-level security;
create table rates.replaced_version (
  council_id integer not null,
  card_ref text not null,
  from_day date not null,
  to_day date,
  name text not null,
  card jsonb not null,
  made_by text not null,
  made_at timestamp with time zone not null,
  replaced_by text not null,
  replaced_at timestamp with time zone not null,
  PRIMARY KEY (council_id, card_ref, from_day, replaced_at)
) -- row-level security;
create table sign_in.access_token (
  token_hash text not null,
  client_ref text not null,
  scopes jsonb not null,
  expires_at timestamp with time zone not null,
  FOREIGN KEY (client_ref) REFERENCES sign_in.machine_client(client_ref),
  PRIMARY KEY (token_hash)
);
create table sign_in.counter (
  prefix text not null,
  next bigint not null,
  PRIMARY KEY (prefix)
);
create table sign_in.failure (
  key text not null,
  tries integer not null,
  first_at timestamp with time zone not null,
  locked_until timestamp with time zone,
  PRIMARY KEY (key)
);
create table sign_in.machine_client (
  client_ref text not null,
  council_id integer not null,
  organisation_ref text,
  name text not null,
  secret_hash text not null,
  scopes jsonb not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  answerable_ref text,
  PRIMARY KEY (client_ref)
);
create table sign_in.mail (
  council_id integer not null,
  mail_ref text not null,
  to_address text not null,
  template text not null,
  data jsonb not null,
  by_actor text not null,
  written_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  tries integer not null default 0,
  refused_with text,
  given_up_at timestamp with time zone,
  PRIMARY KEY (council_id, mail_ref)
) -- row-level security;
create table sign_in.one_time_link (
  token_hash text not null,
  user_ref text not null,
  purpose text not null,
  council_id integer not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  CHECK ((purpose = ANY (ARRAY['invitation'::text, 'reset'::text]))),
  FOREIGN KEY (user_ref) REFERENCES sign_in.provider_user(user_ref),
  PRIMARY KEY (token_hash)
);
create table sign_in.provider_user (
  user_ref text not null,
  organisation_ref text not null,
  organisation_name text not null,
  name text not null,
  email text not null,
  password_hash text,
  created_at timestamp with time zone not null,
  PRIMARY KEY (user_ref),
  UNIQUE (email)
);
create table sign_in.provider_user_council (
  user_ref text not null,
  council_id integer not null,
  since timestamp with time zone not null,
  ended_at timestamp with time zone,
  FOREIGN KEY (user_ref) REFERENCES sign_in.provider_user(user_ref),
  PRIMARY KEY (user_ref, council_id)
);
create table sign_in.session (
  session_hash text not null,
  account text,
  data jsonb not null,
  started_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  PRIMARY KEY (session_hash)
);
create table tendering.agreed_mark (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  question text not null,
  mark text not null,
  reason text not null,
  by_name text not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref, question)
) -- row-level security;
create table tendering.application (
  council_id integer not null,
  application_ref text not null,
  market_ref text not null,
  organisation_ref text not null,
  organisation_name text collate "und-x-icu" not null,
  lots text[] not null,
  state text not null,
  made_at timestamp with time zone,
  due_day date,
  answer text not null default ''::text,
  decided_by_name text,
  decided_at timestamp with time zone,
  CHECK ((state = ANY (ARRAY['draft'::text, 'made'::text, 'asked'::text, 'admitted'::text, 'refused'::text, 'withdrawn'::text]))),
  FOREIGN KEY (council_id, market_ref) REFERENCES tendering.market(council_id, market_ref),
  PRIMARY KEY (council_id, application_ref)
) -- row-level security;
create table tendering.assessment_summary (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  edition integer not null,
  bid_ref text not null,
  summary jsonb not null,
  sent_at timestamp with time zone not null,
  sent_by_name text not null,
  CHECK ((edition > 0)),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, organisation_ref, edition)
) -- row-level security;
create table tendering.assessor (
  council_id integer not null,
  tender_ref text not null,
  officer_ref text not null,
  name text collate "und-x-icu" not null,
  questions jsonb not null,
  status text not null,
  declaration text,
  declared_at timestamp with time zone,
  decision text,
  decided_by_name text,
  locked_at timestamp with time zone,
  left_reason text,
  replaced_by text,
  CHECK ((status = ANY (ARRAY['named'::text, 'declared'::text, 'assessing'::text, 'locked'::text, 'excluded'::text, 'left'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, officer_ref)
) -- row-level security;
create table tendering.award (
  council_id integer not null,
  award_ref text not null,
  tender_ref text not null,
  status text not null,
  authority text not null,
  reference text not null,
  limit_pence bigint,
  value_pence bigint not null,
  reason text not null,
  decided_by text not null,
  decided_by_name text not null,
  decided_at timestamp with time zone not null,
  summaries_sent_at timestamp with time zone,
  standstill text not null,
  notice_day date,
  last_day date,
  sign_from date,
  by_post boolean not null default false,
  challenge jsonb,
  early_reason text,
  awarded_at timestamp with time zone,
  awarded_by text,
  awarded_by_name text,
  CHECK ((authority = ANY (ARRAY['delegated'::text, 'cabinet'::text]))),
  CHECK ((standstill = ANY (ARRAY['mandatory'::text, 'voluntary'::text, 'none'::text]))),
  CHECK ((status = ANY (ARRAY['decided'::text, 'standstill'::text, 'suspended'::text, 'awarded'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, award_ref)
) -- row-level security;
create table tendering.awarded_lot (
  council_id integer not null,
  award_ref text not null,
  lot text not null,
  organisation_ref text not null,
  organisation_name text collate "und-x-icu" not null,
  bid_ref text,
  rank integer not null,
  price_total_pence bigint not null,
  lines jsonb not null,
  set_aside text,
  contract_ref text,
  buyer integer,
  CHECK ((rank > 0)),
  FOREIGN KEY (council_id, award_ref) REFERENCES tendering.award(council_id, award_ref),
  PRIMARY KEY (council_id, award_ref, lot, organisation_ref)
) -- row-level security;
create table tendering.bid (
  council_id integer not null,
  bid_ref text not null,
  tender_ref text not null,
  organisation_ref text not null,
  status text not null,
  version integer not null,
  submitted_at timestamp with time zone not null,
  submitted_by text not null,
  ended_at timestamp with time zone,
  sha256 text not null,
  files integer not null,
  sealed text not null,
  CHECK (((status = 'submitted'::text) = (ended_at IS NULL))),
  CHECK ((status = ANY (ARRAY['submitted'::text, 'replaced'::text, 'withdrawn'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.seal(council_id, tender_ref),
  PRIMARY KEY (council_id, bid_ref)
) -- row-level security;
create table tendering.bid_draft (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  key_id text not null,
  sealed text not null,
  saved_at timestamp with time zone not null,
  copy_key_id text,
  sealed_copy text,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, organisation_ref)
) -- row-level security;
create table tendering.bid_exclusion_check (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  number integer not null,
  organisation_ref text not null,
  ground text not null,
  evidence text not null,
  debarment_day date not null,
  self_cleaning text not null,
  outcome text not null,
  moment text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((ground = ANY (ARRAY['none'::text, 'discretionary'::text, 'mandatory'::text]))),
  CHECK ((moment = ANY (ARRAY['evaluation'::text, 'award'::text]))),
  CHECK ((number > 0)),
  CHECK ((outcome = ANY (ARRAY['clear'::text, 'kept'::text, 'excluded'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref, number)
) -- row-level security;
create table tendering.bid_upload (
  council_id integer not null,
  kept text not null,
  tender_ref text not null,
  organisation_ref text not null,
  in_draft boolean not null,
  bid_ref text,
  loose_since timestamp with time zone not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, kept)
) -- row-level security;
create table tendering.call_off (
  council_id integer not null,
  call_off_ref text not null,
  market_ref text not null,
  zone text not null,
  version integer not null,
  about text not null,
  begun_at timestamp with time zone not null,
  begun_by_name text not null,
  FOREIGN KEY (council_id, market_ref, zone, version) REFERENCES tendering.ranked_list(council_id, market_ref, zone, version),
  PRIMARY KEY (council_id, call_off_ref)
) -- row-level security;
create table tendering.call_off_step (
  council_id integer not null,
  call_off_ref text not null,
  place integer not null,
  organisation_ref text not null,
  rank integer not null,
  asked_at timestamp with time zone,
  answered_at timestamp with time zone,
  answer text,
  why text not null default ''::text,
  CHECK ((answer = ANY (ARRAY['accepted'::text, 'declined'::text, 'silent'::text, 'passed_over'::text]))),
  FOREIGN KEY (council_id, call_off_ref) REFERENCES tendering.call_off(council_id, call_off_ref),
  PRIMARY KEY (council_id, call_off_ref, place),
  UNIQUE (council_id, call_off_ref, organisation_ref)
) -- row-level security;
create table tendering.cancelled_tender (
  council_id integer not null,
  tender_ref text not null,
  reason text not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref)
) -- row-level security;
create table tendering.clarification (
  council_id integer not null,
  clarification_ref text not null,
  tender_ref text not null,
  organisation_ref text not null,
  asked text not null,
  asked_by_name text not null,
  asked_at timestamp with time zone not null,
  state text not null,
  number integer,
  answer text,
  alone_reason text,
  answered_by_name text,
  answered_at timestamp with time zone,
  CHECK (((state = 'answered_alone'::text) = (alone_reason IS NOT NULL))),
  CHECK (((state = 'open'::text) = (answered_at IS NULL))),
  CHECK ((state = ANY (ARRAY['open'::text, 'answered'::text, 'answered_alone'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, clarification_ref)
) -- row-level security;
create table tendering.condition_check (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  condition text not null,
  met boolean not null,
  evidence text not null,
  by_name text not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref, condition)
) -- row-level security;
create table tendering.direct_offer (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  state text not null,
  version integer not null,
  prices jsonb not null,
  files jsonb not null,
  words text not null,
  accepted_by text,
  made_at timestamp with time zone,
  CHECK (((state = 'draft'::text) = (made_at IS NULL))),
  CHECK ((state = ANY (ARRAY['draft'::text, 'made'::text, 'taken'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, organisation_ref)
) -- row-level security;
create table tendering.document (
  council_id integer not null,
  tender_ref text not null,
  document text not null,
  version integer not null,
  title text collate "und-x-icu" not null,
  filename text not null,
  file_type text not null,
  bytes bigint not null,
  sha256 text not null,
  note text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((version > 0)),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, document, version)
) -- row-level security;
create table tendering.document_seen (
  council_id integer not null,
  tender_ref text not null,
  document text not null,
  version integer not null,
  organisation_ref text not null,
  by_name text not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, tender_ref, document, version) REFERENCES tendering.document(council_id, tender_ref, document, version),
  PRIMARY KEY (council_id, tender_ref, document, version, organisation_ref)
) -- row-level security;
create table tendering.engagement (
  council_id integer not null,
  tender_ref text not null,
  number integer not null,
  day date not null,
  kind text not null,
  title text collate "und-x-icu" not null,
  came text not null,
  said text not null,
  by_name text not null,
  CHECK ((kind = ANY (ARRAY['event'::text, 'survey'::text, 'meeting'::text, 'visit'::text, 'request'::text]))),
  CHECK ((number > 0)),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, number)
) -- row-level security;
create table tendering.evaluation (
  council_id integer not null,
  tender_ref text not null,
  agreed_at timestamp with time zone,
  prices_opened_at timestamp with time zone,
  seed text,
  ranked_at timestamp with time zone,
  draw jsonb,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref)
) -- row-level security;
create table tendering.evidence (
  council_id integer not null,
  evidence_ref text not null,
  market_ref text not null,
  organisation_ref text not null,
  condition text not null,
  file_name text not null,
  sha256 text not null,
  bytes bigint not null,
  words text not null,
  expires_on date,
  state text not null,
  given_at timestamp with time zone not null,
  given_by_name text not null,
  checked_at timestamp with time zone,
  checked_by_name text,
  check_words text not null default ''::text,
  CHECK ((state = ANY (ARRAY['given'::text, 'accepted'::text, 'refused'::text]))),
  FOREIGN KEY (council_id, market_ref) REFERENCES tendering.market(council_id, market_ref),
  PRIMARY KEY (council_id, evidence_ref)
) -- row-level security;
create table tendering.evidence_reminder (
  council_id integer not null,
  evidence_ref text not null,
  days_before integer not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, evidence_ref) REFERENCES tendering.evidence(council_id, evidence_ref),
  PRIMARY KEY (council_id, evidence_ref, days_before)
) -- row-level security;
create table tendering.exclusion_check (
  council_id integer not null,
  organisation_ref text not null,
  at timestamp with time zone not null,
  stage text not null,
  about text not null,
  finding text not null,
  looked_up_on date not null,
  evidence text not null,
  grounds text not null,
  by_name text not null,
  CHECK ((finding = ANY (ARRAY['none'::text, 'excludable'::text, 'excluded'::text]))),
  CHECK ((stage = ANY (ARRAY['admission'::text, 'award'::text, 'call_off'::text, 'yearly'::text]))),
  PRIMARY KEY (council_id, organisation_ref, at, stage, about)
) -- row-level security;
create table tendering.follower (
  council_id integer not null,
  tender_ref text not null,
  organisation_ref text not null,
  at timestamp with time zone not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, organisation_ref)
) -- row-level security;
create table tendering.joint_cost (
  council_id integer not null,
  cost_ref text not null,
  day date not null,
  what text not null,
  pence bigint not null,
  sharing text not null,
  shares jsonb not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((sharing = ANY (ARRAY['fixed'::text, 'use'::text]))),
  PRIMARY KEY (council_id, cost_ref)
) -- row-level security;
create table tendering.joint_part (
  council_id integer not null,
  joint_council integer not null,
  tender_ref text not null,
  lots jsonb not null,
  told_by_name text not null,
  told_at timestamp with time zone not null,
  decision text,
  authority text,
  reference text,
  reason text,
  decided_by text,
  decided_by_name text,
  decided_at timestamp with time zone,
  own_tender_ref text,
  CHECK ((authority = ANY (ARRAY['delegated'::text, 'cabinet'::text]))),
  CHECK ((decision = ANY (ARRAY['agreed'::text, 'declined'::text]))),
  FOREIGN KEY (council_id, own_tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, joint_council, tender_ref)
) -- row-level security;
create table tendering.joint_use (
  council_id integer not null,
  member_council integer not null,
  month date not null,
  number integer not null,
  hours integer not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((hours >= 0)),
  CHECK ((number > 0)),
  PRIMARY KEY (council_id, member_council, month, number)
) -- row-level security;
create table tendering.lot_course (
  council_id integer not null,
  tender_ref text not null,
  lot text not null,
  decided_at timestamp with time zone not null,
  bids integer not null,
  code text not null,
  reason text not null,
  decided_by text not null,
  CHECK ((code = ANY (ARRAY['go_on'::text, 're_run'::text, 'direct_award'::text, 'leave_out'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, lot, decided_at)
) -- row-level security;
create table tendering.lot_measure (
  council_id integer not null,
  award_ref text not null,
  lot text not null,
  organisation_ref text not null,
  tender_ref text not null,
  decided_day date not null,
  decided_by_name text not null,
  bids integer not null,
  rank integer not null,
  lowest boolean not null,
  forgone_bp integer not null,
  CHECK (((forgone_bp >= 0) AND (forgone_bp <= 10000))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, award_ref, lot, organisation_ref)
) -- row-level security;
create table tendering.low_price_query (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  organisation_ref text not null,
  question text not null,
  asked_at timestamp with time zone not null,
  asked_by_name text not null,
  answer text,
  answered_at timestamp with time zone,
  outcome text,
  reason text,
  decided_by_name text,
  decided_at timestamp with time zone,
  CHECK ((outcome = ANY (ARRAY['accepted'::text, 'rejected'::text]))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref)
) -- row-level security;
create table tendering.market (
  council_id integer not null,
  market_ref text not null,
  kind text not null,
  title text collate "und-x-icu" not null,
  summary text not null,
  service text not null,
  lots jsonb not null,
  conditions jsonb not null,
  most_members integer,
  began_on date,
  ends_on date,
  ranking jsonb,
  tender_ref text,
  status text not null,
  opened_on date,
  ceased_on date,
  CHECK ((kind = ANY (ARRAY['approved_list'::text, 'dynamic_market'::text, 'dps'::text, 'framework'::text]))),
  CHECK ((most_members > 0)),
  CHECK ((status = ANY (ARRAY['planned'::text, 'open'::text, 'ceased'::text]))),
  PRIMARY KEY (council_id, market_ref)
) -- row-level security;
create table tendering.market_import (
  council_id integer not null,
  import_ref text not null,
  file_name text not null,
  file_sha256 text not null,
  bytes bigint not null,
  bytes_read bigint not null,
  status text not null,
  failure text,
  started_at timestamp with time zone not null,
  started_by text not null,
  progressed_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  read integer not null,
  new integer not null,
  known integer not null,
  refused integer not null,
  processes_new integer not null,
  processes_changed integer not null,
  CHECK ((status = ANY (ARRAY['running'::text, 'finished'::text, 'failed'::text]))),
  PRIMARY KEY (council_id, import_ref)
) -- row-level security;
create table tendering.market_process (
  council_id integer not null,
  ocid text not null,
  title text collate "und-x-icu" not null,
  summary text not null,
  buyer text collate "und-x-icu" not null,
  stage text not null,
  cpv text,
  cpv_words text,
  regions text[] not null,
  method text,
  value_pence bigint,
  from_day date,
  to_day date,
  closes_on date,
  published_on date not null,
  notice_url text,
  releases integer not null,
  CHECK ((stage = ANY (ARRAY['planning'::text, 'tender'::text, 'award'::text, 'contract'::text, 'ended'::text]))),
  PRIMARY KEY (council_id, ocid)
) -- row-level security;
create table tendering.market_refusal (
  council_id integer not null,
  import_ref text not null,
  line integer not null,
  release_ref text,
  reason text not null,
  cure text not null,
  PRIMARY KEY (council_id, import_ref, line)
) -- row-level security;
create table tendering.market_release (
  council_id integer not null,
  ocid text not null,
  release_ref text not null,
  chunk text not null,
  released_at timestamp with time zone not null,
  release jsonb not null,
  PRIMARY KEY (council_id, ocid, release_ref)
) -- row-level security;
create table tendering.market_supplier (
  council_id integer not null,
  ocid text not null,
  number integer not null,
  name text collate "und-x-icu" not null,
  organisation_ref text,
  PRIMARY KEY (council_id, ocid, number)
) -- row-level security;
create table tendering.member (
  council_id integer not null,
  market_ref text not null,
  organisation_ref text not null,
  name text collate "und-x-icu" not null,
  lots text[] not null,
  since_day date not null,
  state text not null,
  suspended_for text,
  reason text not null,
  changed_on date not null,
  review_day date,
  checked_on date,
  quality_percent integer,
  price_pence bigint,
  capacity_hours integer,
  CHECK (((quality_percent >= 0) AND (quality_percent <= 100))),
  CHECK (((state = 'suspended'::text) = (suspended_for IS NOT NULL))),
  CHECK ((capacity_hours >= 0)),
  CHECK ((price_pence > 0)),
  CHECK ((state = ANY (ARRAY['member'::text, 'suspended'::text, 'removed'::text]))),
  CHECK ((suspended_for = ANY (ARRAY['evidence'::text, 'register'::text, 'rating'::text, 'concern'::text]))),
  FOREIGN KEY (council_id, market_ref) REFERENCES tendering.market(council_id, market_ref),
  PRIMARY KEY (council_id, market_ref, organisation_ref)
) -- row-level security;
create table tendering.member_measure (
  council_id integer not null,
  organisation_ref text not null,
  zone text not null,
  delivered_bp integer not null,
  visits integer not null,
  as_of date not null,
  CHECK (((delivered_bp >= 0) AND (delivered_bp <= 10000))),
  PRIMARY KEY (council_id, organisation_ref, zone)
) -- row-level security;
create table tendering.member_review (
  council_id integer not null,
  review_ref text not null,
  market_ref text not null,
  organisation_ref text not null,
  what text not null,
  words text not null,
  found_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_by_name text,
  outcome text not null default ''::text,
  FOREIGN KEY (council_id, market_ref, organisation_ref) REFERENCES tendering.member(council_id, market_ref, organisation_ref),
  PRIMARY KEY (council_id, review_ref)
) -- row-level security;
create table tendering.model_answer (
  council_id integer not null,
  tender_ref text not null,
  question text not null,
  answer text not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, question)
) -- row-level security;
create table tendering.notice (
  council_id integer not null,
  notice_ref text not null,
  code text not null,
  about_kind text not null,
  about_ref text not null,
  tender_ref text,
  occasion text not null,
  title text collate "und-x-icu" not null,
  regime text,
  why text not null,
  due_day date,
  status text not null,
  typed jsonb not null,
  told jsonb not null,
  raised_at timestamp with time zone not null,
  overdue_told boolean not null default false,
  published_at timestamp with time zone,
  published_by text,
  not_needed_reason text,
  platform_ref text,
  platform_day date,
  CHECK ((about_kind = ANY (ARRAY['tender'::text, 'contract'::text, 'market'::text, 'council'::text]))),
  CHECK ((status = ANY (ARRAY['due'::text, 'published'::text, 'not_needed'::text]))),
  PRIMARY KEY (council_id, notice_ref),
  UNIQUE (council_id, about_kind, about_ref, code, occasion)
) -- row-level security;
create table tendering.noticed_contract (
  council_id integer not null,
  contract_ref text not null,
  told jsonb not null,
  to_day date not null,
  ended boolean not null,
  PRIMARY KEY (council_id, contract_ref)
) -- row-level security;
create table tendering.ocds_release (
  council_id integer not null,
  release_ref text not null,
  ocid text not null,
  about text not null,
  published_at timestamp with time zone not null,
  release jsonb not null,
  PRIMARY KEY (council_id, release_ref)
) -- row-level security;
create table tendering.opened_bid (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  organisation_ref text not null,
  opened_at timestamp with time zone not null,
  content jsonb,
  FOREIGN KEY (council_id, bid_ref) REFERENCES tendering.bid(council_id, bid_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref)
) -- row-level security;
create table tendering.opened_file (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  file integer not null,
  kept text not null,
  key text not null,
  tag text not null,
  FOREIGN KEY (council_id, tender_ref, bid_ref) REFERENCES tendering.opened_bid(council_id, tender_ref, bid_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref, file)
) -- row-level security;
create table tendering.opened_price (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  organisation_ref text not null,
  lot text not null,
  line text not null,
  pence bigint not null,
  buyer integer,
  CHECK ((pence > 0)),
  FOREIGN KEY (council_id, tender_ref, bid_ref) REFERENCES tendering.opened_bid(council_id, tender_ref, bid_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref, lot, line)
) -- row-level security;
create table tendering.opening_confirmation (
  council_id integer not null,
  tender_ref text not null,
  officer_ref text not null,
  officer_name text not null,
  confirmed_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_reason text,
  CHECK (((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, officer_ref, confirmed_at)
) -- row-level security;
create table tendering.placed_share (
  council_id integer not null,
  tender_ref text not null,
  month date not null,
  packages integer not null,
  placed integer not null,
  CHECK (((placed >= 0) AND (placed <= packages))),
  CHECK ((packages > 0)),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, month)
) -- row-level security;
create table tendering.published_answer (
  council_id integer not null,
  tender_ref text not null,
  number integer not null,
  question text not null,
  answer text not null,
  at timestamp with time zone not null,
  CHECK ((number > 0)),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, number)
) -- row-level security;
create table tendering.published_document (
  council_id integer not null,
  tender_ref text not null,
  document text not null,
  version integer not null,
  title text collate "und-x-icu" not null,
  filename text not null,
  file_type text not null,
  bytes bigint not null,
  sha256 text not null,
  note text not null,
  at timestamp with time zone not null,
  CHECK ((version > 0)),
  FOREIGN KEY (council_id, tender_ref, document, version) REFERENCES tendering.document(council_id, tender_ref, document, version),
  PRIMARY KEY (council_id, tender_ref, document, version)
) -- row-level security;
create table tendering.published_member (
  council_id integer not null,
  market_ref text not null,
  organisation_ref text not null,
  name text collate "und-x-icu" not null,
  lots text[] not null,
  zones text[] not null,
  since_day date not null,
  FOREIGN KEY (council_id, market_ref) REFERENCES tendering.market(council_id, market_ref),
  PRIMARY KEY (council_id, market_ref, organisation_ref)
) -- row-level security;
create table tendering.published_notice (
  council_id integer not null,
  notice_ref text not null,
  code text not null,
  title text collate "und-x-icu" not null,
  ocid text,
  content jsonb not null,
  published_at timestamp with time zone not null,
  PRIMARY KEY (council_id, notice_ref)
) -- row-level security;
create table tendering.published_tender (
  council_id integer not null,
  tender_ref text not null,
  version integer not null,
  spec jsonb not null,
  sha256 text not null,
  reason text not null,
  closes_at timestamp with time zone not null,
  at timestamp with time zone not null,
  CHECK ((version > 0)),
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref, version)
) -- row-level security;
create table tendering.published_timetable (
  council_id integer not null,
  tender_ref text not null,
  version integer not null,
  steps jsonb not null,
  zones jsonb not null,
  FOREIGN KEY (council_id, tender_ref, version) REFERENCES tendering.published_tender(council_id, tender_ref, version),
  PRIMARY KEY (council_id, tender_ref, version)
) -- row-level security;
create table tendering.ranked_list (
  council_id integer not null,
  market_ref text not null,
  zone text not null,
  version integer not null,
  from_day date not null,
  weights jsonb not null,
  made_at timestamp with time zone not null,
  made_by_name text not null,
  members integer not null,
  CHECK ((version > 0)),
  FOREIGN KEY (council_id, market_ref) REFERENCES tendering.market(council_id, market_ref),
  PRIMARY KEY (council_id, market_ref, zone, version)
) -- row-level security;
create table tendering.ranked_member (
  council_id integer not null,
  market_ref text not null,
  zone text not null,
  version integer not null,
  organisation_ref text not null,
  name text collate "und-x-icu" not null,
  rank integer not null,
  score text not null,
  working jsonb not null,
  PRIMARY KEY (council_id, market_ref, zone, version, organisation_ref),
  UNIQUE (council_id, market_ref, zone, version, rank)
) -- row-level security;
create table tendering.score (
  council_id integer not null,
  tender_ref text not null,
  bid_ref text not null,
  question text not null,
  officer_ref text not null,
  mark integer not null,
  reason text not null,
  at timestamp with time zone not null,
  CHECK ((mark >= 0)),
  FOREIGN KEY (council_id, tender_ref, officer_ref) REFERENCES tendering.assessor(council_id, tender_ref, officer_ref),
  PRIMARY KEY (council_id, tender_ref, bid_ref, question, officer_ref)
) -- row-level security;
create table tendering.seal (
  council_id integer not null,
  tender_ref text not null,
  public_key text not null,
  made_at timestamp with time zone not null,
  key_id text not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.tender(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref)
) -- row-level security;
create table tendering.sealed_key (
  council_id integer not null,
  tender_ref text not null,
  wrapped text not null,
  FOREIGN KEY (council_id, tender_ref) REFERENCES tendering.seal(council_id, tender_ref),
  PRIMARY KEY (council_id, tender_ref)
) -- row-level security;
create table tendering.tender (
  council_id integer not null,
  tender_ref text not null,
  title text collate "und-x-icu" not null,
  route text not null,
  regime text not null,
  status text not null,
  spec jsonb not null,
  edition integer not null default 1,
  version integer,
  closes_at timestamp with time zone,
  owner_ref text not null,
  created_at timestamp with time zone not null,
  CHECK ((status = ANY (ARRAY['planning'::text, 'published'::text, 'opened'::text, 'evaluated'::text, 'decided'::text, 'standstill'::text, 'awarded'::text, 'cancelled'::text]))),
  PRIMARY KEY (council_id, tender_ref)
) -- row-level security;
create table visits.absence (
  council_id integer not null,
  absence_ref text not null,
  person_ref text not null,
  kind text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone,
  note text not null,
  withdrawn boolean not null default false,
  CHECK ((from_at < to_at)),
  CHECK ((kind = ANY (ARRAY['hospital'::text, 'respite'::text, 'away'::text]))),
  PRIMARY KEY (council_id, absence_ref)
) -- row-level security;
create table visits.agreed_change (
  council_id integer not null,
  change_ref text not null,
  package_ref text not null,
  slot integer not null,
  organisation_ref text not null,
  person_ref text not null,
  kind text not null,
  from_day date not null,
  planned_start text not null,
  planned_minutes integer not null,
  start text not null,
  minutes integer not null,
  agreed_with text not null,
  agreed_on date not null,
  note text not null,
  why_asked text,
  status text not null,
  asked_by text not null,
  asked_at timestamp with time zone not null,
  decided_by text,
  decided_at timestamp with time zone,
  decision_note text,
  applied_at timestamp with time zone,
  CHECK (((minutes >= 1) AND (minutes <= 1440))),
  CHECK ((kind = ANY (ARRAY['one-off'::text, 'standing'::text]))),
  CHECK ((status = ANY (ARRAY['asked'::text, 'agreed'::text, 'refused'::text]))),
  PRIMARY KEY (council_id, change_ref)
) -- row-level security;
create table visits.alert (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  awaits text not null,
  organisation_ref text not null,
  person_ref text not null,
  zone text not null,
  time_critical boolean not null,
  due_at timestamp with time zone not null,
  step integer not null,
  next_at timestamp with time zone,
  raised_at timestamp with time zone not null,
  council_told_at timestamp with time zone,
  acknowledged_at timestamp with time zone,
  acknowledged_by text,
  explained_at timestamp with time zone,
  explained_by text,
  reason_code text,
  explanation text,
  closed_at timestamp with time zone,
  closed_how text,
  closed_by text,
  closing_note text,
  CHECK (((closed_at IS NULL) = (closed_how IS NULL))),
  CHECK (((explained_at IS NULL) = (reason_code IS NULL))),
  CHECK ((awaits = ANY (ARRAY['log-in'::text, 'log-out'::text]))),
  CHECK ((closed_how = ANY (ARRAY['attended'::text, 'cancelled'::text, 'by an officer'::text]))),
  PRIMARY KEY (council_id, day, visit_ref, awaits)
) -- row-level security;
create table visits.attendance (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  seat integer not null,
  organisation_ref text not null,
  person_ref text not null,
  log_day date not null,
  log_source text not null,
  log_ref text not null,
  worker_ref text not null,
  in_at timestamp with time zone not null,
  in_source text not null,
  out_at timestamp with time zone,
  out_source text,
  reason_code text,
  matched boolean not null,
  merged integer not null,
  PRIMARY KEY (council_id, day, visit_ref, seat)
) -- row-level security;
create table visits.banked_time (
  council_id integer not null,
  entry_ref text not null,
  person_ref text not null,
  package_ref text not null,
  slot integer not null,
  organisation_ref text not null,
  day date not null,
  minutes integer not null,
  change_ref text,
  visit_ref text,
  agreed_with text not null,
  agreed_on date not null,
  noted_by text not null,
  noted_at timestamp with time zone not null,
  CHECK ((minutes <> 0)),
  PRIMARY KEY (council_id, entry_ref)
) -- row-level security;
create table visits.call_log (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  part text not null,
  visit_ref text,
  person_ref text not null,
  worker_ref text not null,
  in_at timestamp with time zone,
  in_source text,
  out_at timestamp with time zone,
  out_source text,
  reason_code text,
  organisation_ref text,
  received_at timestamp with time zone not null,
  chunk text not null,
  CHECK ((part = ANY (ARRAY['whole'::text, 'in'::text, 'out'::text]))),
  PRIMARY KEY (council_id, day, log_source, log_ref, part)
) -- row-level security;
create table visits.clash (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  worker_ref text not null,
  other_day date not null,
  other_visit_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  other_person_ref text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  PRIMARY KEY (council_id, day, visit_ref, worker_ref, other_visit_ref)
) -- row-level security;
create table visits.continuity (
  council_id integer not null,
  person_ref text not null,
  organisation_ref text not null,
  zone text not null,
  as_of date not null,
  attendances integer not null,
  workers integer not null,
  top_three integer not null,
  PRIMARY KEY (council_id, person_ref, organisation_ref)
) -- row-level security;
create table visits.continuity_due (
  council_id integer not null,
  person_ref text not null,
  PRIMARY KEY (council_id, person_ref)
) -- row-level security;
create table visits.day_length (
  council_id integer not null,
  day date not null,
  organisation_ref text not null,
  minutes integer not null,
  visits integer not null,
  agreed integer not null,
  PRIMARY KEY (council_id, day, organisation_ref, minutes)
) -- row-level security;
create table visits.day_measure (
  council_id integer not null,
  day date not null,
  organisation_ref text not null,
  zone text not null,
  due integer not null,
  delivered integer not null,
  missed integer not null,
  timed integer not null,
  on_time integer not null,
  planned_minutes integer not null,
  stayed_minutes integer not null,
  electronic integer not null,
  manual integer not null,
  counted_at timestamp with time zone not null,
  PRIMARY KEY (council_id, day, organisation_ref, zone)
) -- row-level security;
create table visits.door_event (
  council_id integer not null,
  day date not null,
  event_id text not null,
  sheet_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  worker_ref text not null,
  kind text not null,
  device_at timestamp with time zone not null,
  device_sent_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  latitude double precision,
  longitude double precision,
  accuracy_metres integer,
  log_ref text,
  CHECK ((((latitude IS NULL) = (longitude IS NULL)) AND ((latitude IS NULL) = (accuracy_metres IS NULL)))),
  CHECK ((kind = ANY (ARRAY['in'::text, 'out'::text]))),
  PRIMARY KEY (council_id, day, event_id)
) -- row-level security;
create table visits.door_sheet (
  council_id integer not null,
  sheet_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  token_hash text not null,
  issued_at timestamp with time zone not null,
  issued_by text not null,
  ended_at timestamp with time zone,
  ended_by text,
  ended_why text,
  PRIMARY KEY (council_id, sheet_ref),
  UNIQUE (council_id, token_hash)
) -- row-level security;
create table visits.door_worker (
  council_id integer not null,
  organisation_ref text not null,
  worker_ref text not null,
  name text collate "und-x-icu" not null,
  pin_hash text not null,
  added_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  PRIMARY KEY (council_id, organisation_ref, worker_ref)
) -- row-level security;
create table visits.early_correction (
  council_id integer not null,
  log_source text not null,
  log_ref text not null,
  number integer not null,
  organisation_ref text,
  worker_ref text,
  in_at timestamp with time zone,
  out_at timestamp with time zone,
  reason_code text not null,
  reason text not null,
  evidence text,
  by_name text not null,
  at timestamp with time zone not null,
  settled_at timestamp with time zone,
  outcome text,
  CHECK (((settled_at IS NULL) = (outcome IS NULL))),
  CHECK ((number > 0)),
  PRIMARY KEY (council_id, log_source, log_ref, number)
) -- row-level security;
create table visits.expected_worker (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  worker_ref text not null,
  organisation_ref text not null,
  PRIMARY KEY (council_id, day, visit_ref, worker_ref)
) -- row-level security;
create table visits.follow_up (
  council_id integer not null,
  kind text not null,
  day date not null,
  item_ref text not null,
  organisation_ref text,
  assigned_to text,
  answer text,
  words text,
  answered_by text,
  answered_at timestamp with time zone,
  CHECK ((answer = ANY (ARRAY['asks'::text, 'not delivered'::text, 'settled'::text]))),
  CHECK ((kind = ANY (ARRAY['unmatched'::text, 'no log-out'::text, 'two places'::text, 'no log'::text, 'not home'::text]))),
  PRIMARY KEY (council_id, kind, day, item_ref)
) -- row-level security;
create table visits.import_refusal (
  council_id integer not null,
  import_ref text not null,
  line integer not null,
  organisation_ref text,
  log_ref text not null,
  reason text not null,
  cure text not null,
  cells jsonb not null,
  PRIMARY KEY (council_id, import_ref, line)
) -- row-level security;
create table visits.log_correction (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  number integer not null,
  person_ref text not null,
  organisation_ref text,
  worker_ref text not null,
  in_at timestamp with time zone not null,
  in_source text not null,
  out_at timestamp with time zone,
  out_source text,
  reason_code text not null,
  reason text not null,
  evidence text,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK (((out_at IS NULL) = (out_source IS NULL))),
  CHECK ((number > 0)),
  CHECK ((out_at >= in_at)),
  PRIMARY KEY (council_id, day, log_source, log_ref, number)
) -- row-level security;
create table visits.log_import (
  council_id integer not null,
  import_ref text not null,
  organisation_ref text,
  log_source text not null,
  filename text not null,
  bytes bigint not null,
  by_name text not null,
  started_at timestamp with time zone not null,
  moved_at timestamp with time zone not null,
  status text not null,
  trouble text,
  rows_read integer not null,
  accepted integer not null,
  already_had integer not null,
  refused integer not null,
  CHECK ((status = ANY (ARRAY['reading'::text, 'done'::text, 'failed'::text]))),
  PRIMARY KEY (council_id, import_ref)
) -- row-level security;
create table visits.log_waking (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  organisation_ref text,
  person_ref text not null,
  minutes jsonb not null,
  PRIMARY KEY (council_id, day, log_source, log_ref)
) -- row-level security;
create table visits.measure_due (
  council_id integer not null,
  day date not null,
  PRIMARY KEY (council_id, day)
) -- row-level security;
create table visits.not_home (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  why text not null,
  organisation_ref text not null,
  person_ref text not null,
  absence_ref text,
  absence_kind text,
  CHECK ((why = ANY (ARRAY['absence'::text, 'placement ended'::text]))),
  PRIMARY KEY (council_id, day, visit_ref, why)
) -- row-level security;
create table visits.not_watched (
  council_id integer not null,
  organisation_ref text not null,
  reason text not null,
  by_name text not null,
  since timestamp with time zone not null,
  PRIMARY KEY (council_id, organisation_ref)
) -- row-level security;
create table visits.plan (
  council_id integer not null,
  package_ref text not null,
  person_ref text not null,
  organisation_ref text not null,
  contract_ref text not null,
  card_ref text not null,
  service text not null,
  zone text not null,
  start_day date not null,
  end_day date,
  pattern jsonb not null,
  planned_to date not null,
  earlier jsonb,
  PRIMARY KEY (council_id, package_ref)
) -- row-level security;
create table visits.seat_decision (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  number integer not null,
  person_ref text not null,
  organisation_ref text,
  verb text not null,
  visit_ref text not null,
  undoes integer,
  reason text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK (((verb = 'undo'::text) = (undoes IS NOT NULL))),
  CHECK ((number > 0)),
  CHECK ((verb = ANY (ARRAY['seat'::text, 'take off'::text, 'undo'::text]))),
  PRIMARY KEY (council_id, day, log_source, log_ref, number)
) -- row-level security;
create table visits.seating_due (
  council_id integer not null,
  chunk text not null,
  organisation_ref text,
  kept_at timestamp with time zone not null,
  PRIMARY KEY (council_id, chunk)
) -- row-level security;
create table visits.seating_piece (
  council_id integer not null,
  piece_ref text not null,
  chunks text[] not null,
  after_person text not null,
  through_person text not null,
  PRIMARY KEY (council_id, piece_ref)
) -- row-level security;
create table visits.set_aside (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  organisation_ref text,
  reason text not null,
  by_name text not null,
  at timestamp with time zone not null,
  PRIMARY KEY (council_id, day, log_source, log_ref)
) -- row-level security;
create table visits.short_agreement (
  council_id integer not null,
  agreement_ref text not null,
  package_ref text not null,
  slot integer not null,
  person_ref text not null,
  minutes integer not null,
  reason text not null,
  agreed_by text not null,
  agreed_on date not null,
  note text not null,
  noted_by text not null,
  noted_at timestamp with time zone not null,
  PRIMARY KEY (council_id, agreement_ref)
) -- row-level security;
create table visits.time_elsewhere (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  worker_ref text not null,
  counts_at text not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  words text not null,
  by_name text not null,
  at timestamp with time zone not null,
  PRIMARY KEY (council_id, day, visit_ref, worker_ref, counts_at)
) -- row-level security;
create table visits.unlogged (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  organisation_ref text not null,
  person_ref text not null,
  start_at timestamp with time zone not null,
  PRIMARY KEY (council_id, day, visit_ref)
) -- row-level security;
create table visits.unseated (
  council_id integer not null,
  day date not null,
  log_source text not null,
  log_ref text not null,
  organisation_ref text,
  person_ref text not null,
  worker_ref text not null,
  visit_ref text,
  in_at timestamp with time zone not null,
  why text not null,
  merged_into text,
  PRIMARY KEY (council_id, day, log_source, log_ref)
) -- row-level security;
create table visits.vendor_mapping (
  council_id integer not null,
  mapping_ref text not null,
  version integer not null,
  name text collate "und-x-icu" not null,
  system text not null,
  mapping jsonb not null,
  retired boolean not null,
  by_name text not null,
  at timestamp with time zone not null,
  PRIMARY KEY (council_id, mapping_ref, version)
) -- row-level security;
create table visits.vendor_number (
  council_id integer not null,
  system text not null,
  kind text not null,
  vendor_ref text not null,
  our_ref text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((kind = ANY (ARRAY['person'::text, 'worker'::text, 'visit'::text]))),
  PRIMARY KEY (council_id, system, kind, vendor_ref)
) -- row-level security;
create table visits.visit (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  package_ref text not null,
  slot integer not null,
  turn integer not null,
  person_ref text not null,
  organisation_ref text not null,
  contract_ref text not null,
  card_ref text not null,
  service text not null,
  zone text not null,
  start_at timestamp with time zone not null,
  minutes integer not null,
  workers integer not null,
  time_critical boolean not null,
  bank_holiday boolean not null,
  status text not null default 'planned'::text,
  cancelled_why text,
  absence_ref text,
  cancelled_at timestamp with time zone,
  chunk text not null,
  skill text,
  miles numeric(6,2),
  cancelled_by text,
  CHECK (((minutes >= 1) AND (minutes <= 1440))),
  CHECK (((status = 'cancelled'::text) = (cancelled_why IS NOT NULL))),
  CHECK ((cancelled_by = ANY (ARRAY['person'::text, 'council'::text, 'provider'::text]))),
  CHECK ((miles >= (0)::numeric)),
  CHECK ((status = ANY (ARRAY['planned'::text, 'cancelled'::text]))),
  CHECK ((workers = ANY (ARRAY[1, 2]))),
  PRIMARY KEY (council_id, day, visit_ref)
) -- row-level security;
create table visits.waking (
  council_id integer not null,
  day date not null,
  visit_ref text not null,
  number integer not null,
  organisation_ref text not null,
  person_ref text not null,
  minutes jsonb not null,
  note text not null,
  by_name text not null,
  at timestamp with time zone not null,
  CHECK ((number > 0)),
  PRIMARY KEY (council_id, day, visit_ref, number)
) -- row-level security;
create table visits.watched (
  council_id integer not null,
  looked_at timestamp with time zone not null,
  PRIMARY KEY (council_id)
) -- row-level security;

create view brokerage.v_placement with (security_invoker=true) (council_id, package_ref, person_ref, organisation_ref, contract_ref, service, zone, start_day, end_day, weekly_pence);
create view contracts.v_contract with (security_invoker=true) (council_id, contract_ref, organisation_ref, service, zones, from_day, to_day, ceiling_pence, card_ref, regime);
create view contracts.v_draw_down with (security_invoker=true) (council_id, contract_ref, line, package_ref, kind, pence, at, chunk);
create view contracts.v_ending with (security_invoker=true) (council_id, contract_ref, last_day, closed_from, is_at_once);
create view contracts.v_holder with (security_invoker=true) (council_id, contract_ref, organisation_ref);
create view contracts.v_holding with (security_invoker=true) (council_id, contract_ref, organisation_ref, from_day, to_day, turn);
create view contracts.v_under_framework with (security_invoker=true) (council_id, contract_ref);
create view councils.v_officer with (security_invoker=true) (council_id, officer_ref, name, team_ref, left_day);
create view payments.draft_line with (security_invoker=true) (council_id, day, visit_ref, pay_run_ref, organisation_ref, person_ref, package_ref, contract_ref, card_ref, card_from, start_at, outcome, planned_minutes, actual_minutes, payable_minutes, workers_paid, pence_per_hour, amount_pence, reason);
create view payments.on_line with (security_barrier=true) (council_id, day, visit_ref, is_draft);
create view payments.pay_line with (security_invoker=true) (council_id, day, visit_ref, statement_ref, pay_run_ref, organisation_ref, person_ref, package_ref, contract_ref, card_ref, card_from, start_at, outcome, planned_minutes, actual_minutes, payable_minutes, workers_paid, pence_per_hour, amount_pence, reason);
create view people.v_closed_case with (security_invoker=true) (council_id, person_ref, day, why, closed_at);
create view people.v_home with (security_invoker=true) (council_id, person_ref, home);
create view people.v_name with (security_invoker=true) (council_id, person_ref, name);
create view people.v_support with (security_invoker=true) (council_id, person_ref, name, zone, lives_alone, home, key_safe, helped_by_carer, contact);
create view providers.v_name with (security_invoker=true) (organisation_ref, name);
create view rates.v_proposed_card with (security_invoker=true) (council_id, proposal_ref, card_ref, made_by, made_at);
create view visits.v_attendance with (security_invoker=true) (council_id, day, visit_ref, log_source, log_ref, worker_ref, in_at, out_at, in_source, out_source, reason_code, seat);
create view visits.v_away_since with (security_invoker=true) (council_id, day, visit_ref, kind, away_since);
create view visits.v_call_log with (security_invoker=true) (council_id, day, log_source, log_ref, part, visit_ref, person_ref, organisation_ref, chunk);
create view visits.v_clash with (security_invoker=true) (council_id, day, visit_ref, worker_ref, other_visit_ref);
create view visits.v_not_home with (security_invoker=true) (council_id, day, visit_ref, why, organisation_ref, person_ref, absence_ref, absence_kind, is_settled);
create view visits.v_time_elsewhere with (security_invoker=true) (council_id, day, visit_ref, counts_at, from_at, to_at, in_at);
create view visits.v_visit with (security_invoker=true) (council_id, day, visit_ref, person_ref, organisation_ref, package_ref, contract_ref, card_ref, service, zone, start_at, minutes, workers, time_critical, status, bank_holiday, cancelled_why, cancelled_at, cancelled_by, skill, miles);
create view visits.v_waiting_log with (security_invoker=true) (council_id, day, person_ref, organisation_ref);
create view visits.v_waking with (security_invoker=true) (council_id, day, visit_ref, minutes);

CREATE INDEX absence_by_person ON visits.absence USING btree (council_id, person_ref, from_at);
CREATE INDEX access_by_age ON audit.access USING btree (council_id, at);
CREATE INDEX access_by_record ON audit.access USING btree (council_id, record, at);
CREATE INDEX adjustment_of_chunk ON payments.adjustment USING btree (council_id, chunk);
CREATE INDEX adjustment_of_contract ON payments.adjustment USING btree (council_id, contract_ref);
CREATE INDEX adjustment_of_person ON payments.adjustment USING btree (council_id, person_ref, day);
CREATE INDEX adjustment_of_statement ON payments.adjustment USING btree (council_id, statement_ref, day, visit_ref);
CREATE INDEX adjustment_of_visit ON payments.adjustment USING btree (council_id, visit_ref);
CREATE INDEX affected_by_new_package ON continuity.affected USING btree (council_id, new_package_ref);
CREATE INDEX affected_by_person ON continuity.affected USING btree (council_id, person_ref);
CREATE INDEX agreed_change_asked ON visits.agreed_change USING btree (council_id, asked_at) WHERE (status = 'asked'::text);
CREATE INDEX agreed_change_by_organisation ON visits.agreed_change USING btree (council_id, organisation_ref, asked_at);
CREATE INDEX agreed_change_by_package ON visits.agreed_change USING btree (council_id, package_ref, slot);
CREATE INDEX agreed_change_by_time ON visits.agreed_change USING btree (council_id, asked_at);
CREATE INDEX agreed_change_to_apply ON visits.agreed_change USING btree (council_id, asked_at) WHERE ((status = 'agreed'::text) AND (applied_at IS NULL));
CREATE INDEX alert_by_ref ON visits.alert USING btree (council_id, visit_ref);
CREATE INDEX alert_due ON visits.alert USING btree (council_id, next_at) WHERE (closed_at IS NULL);
CREATE INDEX alert_open ON visits.alert USING btree (council_id, time_critical DESC, due_at) WHERE (closed_at IS NULL);
CREATE INDEX alert_open_by_organisation ON visits.alert USING btree (council_id, organisation_ref, due_at) WHERE (closed_at IS NULL);
CREATE INDEX application_by_market ON tendering.application USING btree (council_id, market_ref, state, due_day, application_ref);
CREATE INDEX application_waiting ON tendering.application USING btree (council_id, due_day, application_ref) WHERE (state = 'made'::text);
CREATE INDEX arrangement_by_organisation ON brokerage.arrangement USING btree (council_id, organisation_ref, start_day);
CREATE INDEX arrangement_by_review ON brokerage.arrangement USING btree (council_id, review_on);
CREATE INDEX arrangement_by_start ON brokerage.arrangement USING btree (council_id, start_day);
CREATE INDEX arrangement_followed ON brokerage.arrangement USING btree (council_id, followed_by) WHERE (followed_by IS NOT NULL);
CREATE INDEX assessment_by_person ON people.assessment USING btree (council_id, person_ref);
CREATE INDEX assessment_in_draft ON people.assessment USING btree (council_id, officer_ref) WHERE (status = 'draft'::text);
CREATE INDEX assessor_by_officer ON tendering.assessor USING btree (council_id, officer_ref, status);
CREATE INDEX attendance_by_worker ON visits.attendance USING btree (council_id, worker_ref, day);
CREATE INDEX attendance_open ON visits.attendance USING btree (council_id, in_at) WHERE (out_at IS NULL);
CREATE INDEX award_by_status ON tendering.award USING btree (council_id, status, last_day);
CREATE INDEX awarded_lot_by_contract ON tendering.awarded_lot USING btree (council_id, contract_ref);
CREATE INDEX bank_details_of_provider ON payments.bank_details USING btree (council_id, organisation_ref, usable_from DESC);
CREATE INDEX banked_time_by_package ON visits.banked_time USING btree (council_id, package_ref, day);
CREATE INDEX banked_time_by_person ON visits.banked_time USING btree (council_id, person_ref, day);
CREATE INDEX bid_by_tender ON tendering.bid USING btree (council_id, tender_ref, submitted_at, bid_ref);
CREATE INDEX bid_exclusion_check_of ON tendering.bid_exclusion_check USING btree (council_id, organisation_ref, at);
CREATE INDEX bid_of_organisation ON tendering.bid USING btree (council_id, organisation_ref, submitted_at, bid_ref);
CREATE INDEX bid_upload_loose ON tendering.bid_upload USING btree (council_id, loose_since) WHERE ((NOT in_draft) AND (bid_ref IS NULL));
CREATE INDEX bid_upload_of ON tendering.bid_upload USING btree (council_id, tender_ref, organisation_ref);
CREATE INDEX call_log_by_chunk ON visits.call_log USING btree (council_id, chunk, person_ref);
CREATE INDEX call_log_by_person ON visits.call_log USING btree (council_id, person_ref, in_at);
CREATE INDEX call_log_by_ref ON visits.call_log USING btree (council_id, log_source, log_ref);
CREATE INDEX call_log_by_visit ON visits.call_log USING btree (council_id, visit_ref) WHERE (visit_ref IS NOT NULL);
CREATE INDEX call_off_by_market ON tendering.call_off USING btree (council_id, market_ref, begun_at, call_off_ref);
CREATE INDEX care_change_open ON brokerage.care_change USING btree (council_id, proposed_at) WHERE (state = 'proposed'::text);
CREATE INDEX care_package_by_choice ON brokerage.care_package USING btree (council_id, chosen_at) WHERE (chosen_offer_ref IS NOT NULL);
CREATE INDEX care_package_by_chunk ON brokerage.care_package USING btree (council_id, chunk);
CREATE INDEX care_package_by_emergency ON brokerage.care_package USING btree (council_id, sign_by) WHERE (sign_by IS NOT NULL);
CREATE INDEX care_package_by_person ON brokerage.care_package USING btree (council_id, person_ref);
CREATE INDEX care_package_by_request ON brokerage.care_package USING btree (council_id, requested_at);
CREATE INDEX care_package_by_status ON brokerage.care_package USING btree (council_id, status, start_by);
CREATE INDEX change_signature_waiting ON brokerage.change_signature USING btree (council_id, asked_at) WHERE (status = 'waiting'::text);
CREATE INDEX charge_of_person ON payments.charge USING btree (council_id, person_ref, week);
CREATE INDEX clarification_of_provider ON tendering.clarification USING btree (council_id, organisation_ref, tender_ref, asked_at);
CREATE INDEX clarification_of_tender ON tendering.clarification USING btree (council_id, tender_ref, state, asked_at, clarification_ref);
CREATE INDEX continuity_of_provider ON visits.continuity USING btree (council_id, organisation_ref);
CREATE INDEX contract_by_organisation ON contracts.contract USING btree (council_id, organisation_ref);
CREATE INDEX contract_by_owner ON contracts.contract USING btree (council_id, owner_ref) WHERE (owner_ref IS NOT NULL);
CREATE INDEX conversation_by_person ON people.conversation USING btree (council_id, person_ref);
CREATE INDEX current_rating_by_rating ON providers.current_rating USING btree (key_question, rating, subject_ref);
CREATE INDEX day_measure_of_provider ON visits.day_measure USING btree (council_id, organisation_ref, day);
CREATE INDEX debt_newest ON payments.debt USING btree (council_id, made_at DESC, debt_ref DESC);
CREATE INDEX debt_part_of_debt ON payments.debt_part USING btree (council_id, debt_ref);
CREATE INDEX directory_by_name ON providers.directory USING btree (council_id, name, location_ref);
CREATE INDEX door_event_by_id ON visits.door_event USING btree (council_id, event_id);
CREATE INDEX door_event_by_person ON visits.door_event USING btree (council_id, person_ref, device_at);
CREATE INDEX draft_adjustment_of_run ON payments.draft_adjustment USING btree (pay_run_ref, council_id, organisation_ref, day, visit_ref);
CREATE INDEX draw_down_by_chunk ON contracts.draw_down USING btree (council_id, chunk);
CREATE INDEX draw_down_by_package ON contracts.draw_down USING btree (council_id, package_ref);
CREATE INDEX early_correction_by_time ON visits.early_correction USING btree (council_id, at);
CREATE INDEX early_correction_waiting ON visits.early_correction USING btree (council_id, at) WHERE (settled_at IS NULL);
CREATE INDEX evidence_by_end ON tendering.evidence USING btree (council_id, expires_on) WHERE (state = 'accepted'::text);
CREATE INDEX evidence_by_provider ON tendering.evidence USING btree (council_id, market_ref, organisation_ref, condition);
CREATE INDEX evidence_to_check ON tendering.evidence USING btree (council_id, given_at) WHERE (state = 'given'::text);
CREATE INDEX exclusion_check_about ON tendering.exclusion_check USING btree (council_id, about);
CREATE INDEX exit_by_time ON continuity.exit USING btree (council_id, signalled_at);
CREATE INDEX exit_told_by_organisation ON continuity.exit_told USING btree (council_id, organisation_ref);
CREATE INDEX expected_by_worker ON visits.expected_worker USING btree (council_id, worker_ref, day);
CREATE INDEX fee_invoice_by_due ON brokerage.fee_invoice USING btree (council_id, due_on, invoice_ref);
CREATE INDEX fee_invoice_owed ON brokerage.fee_invoice USING btree (council_id, due_on) WHERE (state = 'owed'::text);
CREATE INDEX held_back_of_file ON payments.held_back USING btree (council_id, payment_file_ref);
CREATE INDEX idempotency_by_age ON audit.idempotency USING btree (council_id, at);
CREATE INDEX import_finding_by_chunk ON providers.import_finding USING btree (council_id, chunk);
CREATE INDEX import_finding_by_kind ON providers.import_finding USING btree (council_id, import_ref, finding, finding_ref);
CREATE INDEX invitation_by_chunk ON brokerage.invitation USING btree (council_id, chunk);
CREATE INDEX invitation_by_organisation ON brokerage.invitation USING btree (council_id, organisation_ref, status, closes_at);
CREATE INDEX joint_cost_by_day ON tendering.joint_cost USING btree (council_id, day DESC, cost_ref DESC);
CREATE INDEX joint_member_by_council ON councils.joint_member USING btree (member_council);
CREATE INDEX joint_officer_by_home ON councils.joint_officer USING btree (member_council, home_officer_ref);
CREATE INDEX known_person_by_organisation ON continuity.known_person USING btree (council_id, organisation_ref, name, known_ref);
CREATE INDEX line_in_query ON payments.line USING btree (council_id, pay_run_ref) WHERE (outcome = 'query'::text);
CREATE INDEX line_of_block ON payments.line USING btree (council_id, contract_ref, day) WHERE (outcome = 'block'::text);
CREATE INDEX line_of_person ON payments.line USING btree (council_id, person_ref, day);
CREATE INDEX line_of_run ON payments.line USING btree (pay_run_ref, council_id, organisation_ref, day, visit_ref);
CREATE INDEX listing_by_area ON providers.listing USING btree (layout, area);
CREATE INDEX location_by_area ON providers.location USING btree (local_authority);
CREATE INDEX location_by_organisation ON providers.location USING btree (organisation_ref);
CREATE INDEX location_by_postcode ON providers.location USING btree (postcode);
CREATE INDEX location_service_by_service ON providers.location_service USING btree (service, location_ref);
CREATE INDEX log_correction_by_person ON visits.log_correction USING btree (council_id, person_ref);
CREATE INDEX log_waking_by_person ON visits.log_waking USING btree (council_id, person_ref);
CREATE INDEX lot_measure_by_day ON tendering.lot_measure USING btree (council_id, decided_day);
CREATE INDEX machine_client_by_council ON sign_in.machine_client USING btree (council_id);
CREATE INDEX mail_newest ON sign_in.mail USING btree (council_id, written_at DESC, mail_ref DESC);
CREATE INDEX mail_waiting ON sign_in.mail USING btree (council_id, written_at) WHERE ((sent_at IS NULL) AND (given_up_at IS NULL));
CREATE INDEX market_by_status ON tendering.market USING btree (council_id, status, title, market_ref);
CREATE INDEX market_by_tender ON tendering.market USING btree (council_id, tender_ref);
CREATE INDEX market_import_by_start ON tendering.market_import USING btree (council_id, started_at);
CREATE INDEX market_process_by_buyer ON tendering.market_process USING btree (council_id, buyer);
CREATE INDEX market_process_by_cpv ON tendering.market_process USING btree (council_id, cpv text_pattern_ops, to_day);
CREATE INDEX market_process_by_end ON tendering.market_process USING btree (council_id, to_day, ocid);
CREATE INDEX market_release_by_chunk ON tendering.market_release USING btree (council_id, chunk);
CREATE INDEX market_supplier_by_name ON tendering.market_supplier USING btree (council_id, lower(name));
CREATE INDEX market_supplier_by_organisation ON tendering.market_supplier USING btree (council_id, organisation_ref);
CREATE INDEX member_by_name ON tendering.member USING btree (council_id, market_ref, state, name, organisation_ref);
CREATE INDEX member_by_organisation ON tendering.member USING btree (council_id, organisation_ref, state);
CREATE INDEX member_review_of_member ON tendering.member_review USING btree (council_id, market_ref, organisation_ref, found_at);
CREATE INDEX member_review_open ON tendering.member_review USING btree (council_id, found_at, review_ref) WHERE (settled_at IS NULL);
CREATE INDEX modulus_weight_by_sort_code ON payments.modulus_weight USING btree (from_sort_code, to_sort_code);
CREATE INDEX not_home_by_person ON visits.not_home USING btree (council_id, person_ref);
CREATE INDEX notice_by_due ON tendering.notice USING btree (council_id, status, due_day, notice_ref);
CREATE INDEX notice_by_tender ON tendering.notice USING btree (council_id, tender_ref);
CREATE INDEX noticed_contract_by_end ON tendering.noticed_contract USING btree (council_id, ended, to_day);
CREATE INDEX ocds_release_by_process ON tendering.ocds_release USING btree (council_id, ocid, published_at);
CREATE INDEX ocds_release_by_record ON tendering.ocds_release USING btree (council_id, about);
CREATE INDEX ocds_release_by_time ON tendering.ocds_release USING btree (council_id, published_at, release_ref);
CREATE INDEX offer_by_chunk ON brokerage.offer USING btree (council_id, chunk);
CREATE INDEX offer_by_end ON brokerage.offer USING btree (council_id, stands_until) WHERE ((status = 'made'::text) AND (stands_until IS NOT NULL));
CREATE INDEX organisation_by_name ON providers.organisation USING btree (lower(name) text_pattern_ops);
CREATE INDEX pay_run_by_period ON payments.pay_run USING btree (council_id, from_day);
CREATE INDEX pay_run_newest ON payments.pay_run USING btree (council_id, made_at DESC);
CREATE INDEX payment_file_newest ON payments.payment_file USING btree (council_id, made_at DESC, payment_file_ref DESC);
CREATE INDEX payment_of_provider ON payments.payment USING btree (council_id, organisation_ref, pay_day DESC);
CREATE INDEX payment_part_of_file ON payments.payment_part USING btree (council_id, payment_file_ref, organisation_ref);
CREATE INDEX payment_returned_to ON payments.payment USING btree (council_id, organisation_ref, bank_details_ref) WHERE (returned_day IS NOT NULL);
CREATE INDEX person_by_birth ON people.person USING btree (council_id, birth_day);
CREATE INDEX person_by_name ON people.person USING btree (council_id, family_name, given_name, person_ref);
CREATE INDEX person_by_postcode ON people.person USING btree (council_id, postcode);
CREATE INDEX person_by_worker ON people.person USING btree (council_id, worker_ref);
CREATE INDEX placement_by_chunk ON brokerage.placement USING btree (council_id, chunk);
CREATE INDEX placement_by_moment ON brokerage.placement USING btree (council_id, placed_at);
CREATE INDEX placement_by_organisation ON brokerage.placement USING btree (council_id, organisation_ref, start_day);
CREATE INDEX placement_by_person ON brokerage.placement USING btree (council_id, person_ref);
CREATE INDEX placement_by_start ON brokerage.placement USING btree (council_id, start_day);
CREATE INDEX plan_by_exit ON continuity.plan USING btree (council_id, exit_ref, asked_at);
CREATE INDEX plan_by_horizon ON visits.plan USING btree (council_id, planned_to);
CREATE INDEX plan_by_organisation ON visits.plan USING btree (council_id, organisation_ref);
CREATE INDEX plan_by_person ON visits.plan USING btree (council_id, person_ref);
CREATE INDEX plan_by_review ON people.plan USING btree (council_id, review_due) WHERE (status = 'current'::text);
CREATE INDEX plan_of_person ON people.plan USING btree (council_id, person_ref);
CREATE INDEX plan_proposal_by_package ON brokerage.plan_proposal USING btree (council_id, package_ref) WHERE (accepted_at IS NOT NULL);
CREATE INDEX plan_rehearsed ON continuity.plan USING btree (council_id, asked_at) WHERE (exit_ref IS NULL);
CREATE INDEX plan_run_by_time ON brokerage.plan_run USING btree (council_id, asked_at);
CREATE INDEX posting_line_by_account ON payments.posting_line USING btree (council_id, account, day) INCLUDE (debit_pence, credit_pence);
CREATE INDEX posting_line_by_day ON payments.posting_line USING btree (council_id, day, posting_ref, line);
CREATE INDEX posting_line_of_chunk ON payments.posting_line USING btree (council_id, chunk);
CREATE INDEX posting_line_of_code ON payments.posting_line USING btree (council_id, budget_code, account, day) INCLUDE (debit_pence, credit_pence);
CREATE INDEX posting_line_of_contract ON payments.posting_line USING btree (council_id, contract_ref, account, day) INCLUDE (debit_pence, credit_pence);
CREATE INDEX posting_line_of_package ON payments.posting_line USING btree (council_id, package_ref, account, day) INCLUDE (debit_pence, credit_pence);
CREATE INDEX posting_line_of_run ON payments.posting_line USING btree (council_id, pay_run_ref, account, organisation_ref);
CREATE INDEX posting_newest ON payments.posting USING btree (council_id, posted_at DESC, posting_ref DESC);
CREATE INDEX posting_of_source ON payments.posting USING btree (council_id, source, source_ref);
CREATE INDEX proposed_card_waiting ON rates.proposed_card USING btree (council_id, made_at) WHERE (state = 'proposed'::text);
CREATE INDEX provider_user_by_council ON sign_in.provider_user_council USING btree (council_id);
CREATE INDEX published_by_end ON contracts.published USING btree (council_id, to_day, contract_ref);
CREATE INDEX published_member_by_name ON tendering.published_member USING btree (council_id, market_ref, name, organisation_ref);
CREATE INDEX published_notice_by_time ON tendering.published_notice USING btree (council_id, published_at, notice_ref);
CREATE INDEX published_tender_by_close ON tendering.published_tender USING btree (council_id, closes_at, tender_ref);
CREATE INDEX query_by_due ON payments.query USING btree (council_id, state, due_day, query_ref);
CREATE INDEX query_line_of_statement ON payments.query_line USING btree (council_id, statement_ref) WHERE open;
CREATE INDEX query_newest ON payments.query USING btree (council_id, raised_at DESC, query_ref DESC);
CREATE INDEX query_of_provider ON payments.query USING btree (council_id, organisation_ref, raised_at DESC);
CREATE INDEX query_of_statement ON payments.query USING btree (council_id, statement_ref);
CREATE INDEX ranked_member_by_organisation ON tendering.ranked_member USING btree (council_id, organisation_ref, market_ref, zone, version);
CREATE INDEX recheck_carried ON payments.recheck USING btree (council_id, carried_in) WHERE (carried_in IS NOT NULL);
CREATE INDEX recheck_of_run ON payments.recheck USING btree (council_id, pay_run_ref, person_ref);
CREATE INDEX returned_part_of_file ON payments.returned_part USING btree (council_id, payment_file_ref, organisation_ref);
CREATE INDEX review_by_plan ON people.review USING btree (council_id, plan_ref);
CREATE INDEX rounds_of_provider ON brokerage.rounds USING btree (council_id, organisation_ref);
CREATE INDEX saving_of_month ON payments.saving USING btree (council_id, month, organisation_ref);
CREATE INDEX seat_decision_by_person ON visits.seat_decision USING btree (council_id, person_ref);
CREATE INDEX session_by_account ON sign_in.session USING btree (account);
CREATE INDEX shared_person_by_person ON people.shared_person USING btree (council_id, person_ref);
CREATE INDEX short_agreement_by_package ON visits.short_agreement USING btree (council_id, package_ref, slot);
CREATE INDEX signature_by_chunk ON brokerage.signature USING btree (council_id, chunk);
CREATE INDEX signature_waiting ON brokerage.signature USING btree (council_id, asked_at) WHERE (status = 'waiting'::text);
CREATE INDEX spot_purchase_by_end ON brokerage.spot_purchase USING btree (council_id, end_day) WHERE (status = 'approved'::text);
CREATE INDEX spot_purchase_of_package ON brokerage.spot_purchase USING btree (council_id, package_ref, asked_at);
CREATE INDEX statement_newest ON payments.statement USING btree (council_id, organisation_ref, to_day DESC);
CREATE INDEX step_due ON continuity.step USING btree (council_id, due_at) WHERE (done_at IS NULL);
CREATE INDEX succession_by_later ON providers.succession USING btree (later_ref);
CREATE INDEX tender_by_status ON tendering.tender USING btree (council_id, status, closes_at, tender_ref);
CREATE INDEX unseated_by_person ON visits.unseated USING btree (council_id, person_ref, in_at);
CREATE INDEX unseated_by_why ON visits.unseated USING btree (council_id, why, day);
CREATE INDEX unseated_open ON visits.unseated USING btree (council_id, day) WHERE (why <> 'merged'::text);
CREATE INDEX uplift_newest ON payments.uplift USING btree (council_id, made_at DESC);
CREATE INDEX version_by_organisation ON contracts.version USING btree (council_id, organisation_ref);
CREATE INDEX visit_by_chunk ON visits.visit USING btree (council_id, chunk);
CREATE INDEX visit_by_organisation ON visits.visit USING btree (council_id, organisation_ref, day);
CREATE INDEX visit_by_package ON visits.visit USING btree (council_id, package_ref, day);
CREATE INDEX visit_by_person ON visits.visit USING btree (council_id, person_ref, start_at);
CREATE INDEX visit_by_ref ON visits.visit USING btree (council_id, visit_ref);
CREATE INDEX visit_by_start ON visits.visit USING btree (council_id, start_at) WHERE (status = 'planned'::text);
CREATE INDEX waking_by_person ON visits.waking USING btree (council_id, person_ref);
CREATE UNIQUE INDEX application_open ON tendering.application USING btree (council_id, market_ref, organisation_ref) WHERE (state = ANY (ARRAY['draft'::text, 'made'::text, 'asked'::text]));
CREATE UNIQUE INDEX attendance_by_row ON visits.attendance USING btree (council_id, log_source, log_ref, day);
CREATE UNIQUE INDEX award_of_tender ON tendering.award USING btree (council_id, tender_ref);
CREATE UNIQUE INDEX bank_details_waiting ON payments.bank_details USING btree (council_id, organisation_ref) WHERE (state = 'proposed'::text);
CREATE UNIQUE INDEX bid_standing ON tendering.bid USING btree (council_id, tender_ref, organisation_ref) WHERE (status = 'submitted'::text);
CREATE UNIQUE INDEX care_package_open ON brokerage.care_package USING btree (council_id, person_ref, service, part) WHERE (status = ANY (ARRAY['draft'::text, 'sent'::text, 'offers_in'::text, 'no_capacity'::text, 'awaiting_sign_off'::text, 'blocked'::text]));
CREATE UNIQUE INDEX debt_waiting ON payments.debt USING btree (council_id, organisation_ref) WHERE (state = 'proposed'::text);
CREATE UNIQUE INDEX door_sheet_in_force ON visits.door_sheet USING btree (council_id, person_ref, organisation_ref) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX exit_under_way ON continuity.exit USING btree (council_id, organisation_ref) WHERE (state = ANY (ARRAY['signalled'::text, 'open'::text]));
CREATE UNIQUE INDEX member_review_once ON tendering.member_review USING btree (council_id, market_ref, organisation_ref, what, words) WHERE (settled_at IS NULL);
CREATE UNIQUE INDEX opening_confirmation_standing ON tendering.opening_confirmation USING btree (council_id, tender_ref, officer_ref) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX plan_in_force ON people.plan USING btree (council_id, person_ref) WHERE (status = 'current'::text);
CREATE UNIQUE INDEX preference_in_force ON brokerage.preference USING btree (council_id, person_ref, organisation_ref) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX query_line_open ON payments.query_line USING btree (council_id, day, visit_ref) WHERE open;
CREATE UNIQUE INDEX review_booking_open ON people.review_booking USING btree (council_id, person_ref) WHERE (closed_day IS NULL);
CREATE UNIQUE INDEX spot_purchase_asked ON brokerage.spot_purchase USING btree (council_id, package_ref) WHERE (status = 'asked'::text);
CREATE UNIQUE INDEX statement_of_run ON payments.statement USING btree (council_id, pay_run_ref, organisation_ref);
CREATE UNIQUE INDEX termination_waiting ON contracts.termination USING btree (council_id, contract_ref) WHERE (state = 'proposed'::text);

create policy council on audit.about for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_writes on audit.about for insert to almoner_provider using () with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on audit.access for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy old_lines on audit.access for all to almoner_platform using ((at < (now() - '1 year'::interval))) with check ();
create policy provider_writes on audit.access for insert to almoner_provider using () with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on audit.chain_head for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_moves on audit.chain_head for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on audit.counter for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_counts on audit.counter for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (prefix <> ALL ('{O,T,P,CH,A,SP,CV,RV,FW,CT,DD,PK,PR,ST}'::text[])))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (prefix <> ALL ('{O,T,P,CH,A,SP,CV,RV,FW,CT,DD,PK,PR,ST}'::text[]))));
create policy council on audit.entry for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_writes on audit.entry for insert to almoner_provider using () with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on audit.idempotency for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy old_answers on audit.idempotency for all to almoner_platform using ((at < (now() - '7 days'::interval))) with check ();
create policy provider_repeats on audit.idempotency for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on brokerage.advice_given for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.arrangement for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on brokerage.arrangement for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on brokerage.care_change for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on brokerage.care_change for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on brokerage.care_check for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on brokerage.care_check for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on brokerage.care_package for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.change_signature for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.fee_invoice for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.invitation for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on brokerage.invitation for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on brokerage.known_worker for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.leaving_provider for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.offer for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on brokerage.offer for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on brokerage.out_of_area_agreement for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.placement for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on brokerage.placement for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on brokerage.plan_lock for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.plan_proposal for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.plan_run for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.plan_together for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.preference for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.rounds for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.self_funder for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.sending_round for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.signature for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on brokerage.spot_purchase for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on continuity.affected for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on continuity.exit for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on continuity.exit_told for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on continuity.exit_told for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on continuity.heard for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on continuity.known_person for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on continuity.known_person for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on continuity.plan for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on continuity.step for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.change for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.contract for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on contracts.contract for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on contracts.copy for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on contracts.copy for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on contracts.draw_down for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.framework for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.hour_tiers for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.kpi for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.kpi_figure for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.lead_provider for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.notice for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.published for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on contracts.published for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on contracts.published_kpi for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on contracts.published_kpi for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on contracts.termination for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.terms for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on contracts.terms for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on contracts.tiers for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.told for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on contracts.version for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on contracts.version for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on councils.council for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_reads on councils.council for select to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on councils.officer for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on councils.policy for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_reads on councils.policy for select to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (kind = ANY (ARRAY['offer-window'::text, 'price-ceiling'::text, 'visit-length'::text, 'matching'::text, 'manual-reasons'::text, 'punctuality'::text, 'watch'::text, 'banked-time'::text])))) with check ();
create policy provider_reads_capacity on councils.policy for select to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (kind = ANY (ARRAY['parts-of-day'::text, 'capacity'::text])))) with check ();
create policy provider_reads_floor on councils.policy for select to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (kind = 'cost-floor'::text))) with check ();
create policy council on councils.team for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on councils.zone for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_reads on councils.zone for select to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on councils.zone_area for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on councils.zone_shape for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.adjustment for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.adjustment for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.bank_details for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.bank_details for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.bank_details_key for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.card_recheck for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.charge for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.charge_due for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.contribution for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.debt for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.debt for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.debt_part for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.debt_part for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.draft_adjustment for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.draft_adjustment for select to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check ();
create policy council on payments.held_back for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.held_back for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.line for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy posted on payments.line for delete to almoner_council using ((NOT (EXISTS ( SELECT
   FROM payments.statement s
  WHERE ((s.council_id = line.council_id) AND (s.pay_run_ref = line.pay_run_ref) AND (s.organisation_ref = line.organisation_ref)))))) with check ();
create policy provider on payments.line for select to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)) AND (EXISTS ( SELECT
   FROM payments.statement s
  WHERE ((s.council_id = line.council_id) AND (s.pay_run_ref = line.pay_run_ref) AND (s.organisation_ref = line.organisation_ref)))))) with check ();
create policy council on payments.manual_share for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.pay_run for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.pay_run_piece for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.payment for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.payment for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.payment_file for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.payment_part for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.payment_part for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.posting for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.posting_line for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.query for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.query for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.query_line for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.query_line for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.query_message for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.query_message for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.query_terms for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.query_terms for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.recheck for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.recheck for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.returned_part for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.returned_part for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.saving for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.saving_due for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.statement for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on payments.statement for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on payments.uplift for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.uplift_card for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on payments.uplift_part for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.assessed_outcome for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.assessment for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.closed_case for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.contact for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.conversation for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.earlier_detail for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.key_safe for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.person for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.plan for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.plan_need for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.review for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.review_booking for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on people.shared_person for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on people.shared_person for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on providers.ability for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on providers.ability for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on providers.ability_asked for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on providers.ability_asked for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on providers.beds for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on providers.beds for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on providers.capacity for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on providers.capacity for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on providers.council_provider for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on providers.described for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on providers.described for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on providers.directory for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on providers.directory for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on providers.import for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on providers.import_finding for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on providers.leaving for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on providers.standing for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on providers.standing for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on rates.card_holder for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on rates.card_holder for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on rates.proposed_card for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on rates.rate_card for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy holder on rates.rate_card for select to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (EXISTS ( SELECT
   FROM rates.card_holder h
  WHERE ((h.council_id = rate_card.council_id) AND (h.card_ref = rate_card.card_ref)))))) with check ();
create policy council on rates.replaced_version for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on sign_in.mail for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_writes on sign_in.mail for insert to almoner_provider using () with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.agreed_mark for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.application for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.application for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.assessment_summary for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.assessment_summary for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.assessor for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.award for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.awarded_lot for all to almoner_council using (((council_id = (current_setting('app.council'::text))::integer) AND ((buyer IS NULL) OR ((COALESCE(current_setting('app.member'::text, true), ''::text) = ''::text) OR (COALESCE(current_setting('app.member'::text, true), ''::text) = (buyer)::text))))) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.bid for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.bid for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy provider on tendering.bid_draft for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.bid_exclusion_check for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.bid_upload for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.bid_upload for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.call_off for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.call_off_step for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.cancelled_tender for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.cancelled_tender for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.cancelled_tender for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.clarification for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.clarification for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.condition_check for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.direct_offer for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.direct_offer for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.document for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.document_seen for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.document_seen for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.engagement for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.evaluation for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.evidence for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.evidence for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.evidence_reminder for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.exclusion_check for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.follower for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.follower for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.joint_cost for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.joint_part for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.joint_use for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.lot_course for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.lot_measure for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.low_price_query for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.low_price_query for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.market for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.market for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.market for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.market_import for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.market_process for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.market_refusal for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.market_release for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.market_supplier for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.member for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.member for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.member_measure for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.member_review for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.model_answer for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.notice for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.noticed_contract for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.ocds_release for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.ocds_release for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.opened_bid for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.opened_file for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.opened_price for all to almoner_council using (((council_id = (current_setting('app.council'::text))::integer) AND ((buyer IS NULL) OR ((COALESCE(current_setting('app.member'::text, true), ''::text) = ''::text) OR (COALESCE(current_setting('app.member'::text, true), ''::text) = (buyer)::text))))) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.opening_confirmation for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.placed_share for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.published_answer for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.published_answer for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.published_answer for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.published_document for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.published_document for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.published_document for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.published_member for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.published_member for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.published_member for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.published_notice for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.published_notice for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.published_tender for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.published_tender for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.published_tender for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.published_timetable for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.published_timetable for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy public on tendering.published_timetable for all to almoner_public using ((council_id = (current_setting('app.council'::text))::integer)) with check ();
create policy council on tendering.ranked_list for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.ranked_list for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.ranked_member for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.ranked_member for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on tendering.score for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.seal for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on tendering.seal for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.sealed_key for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on tendering.tender for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.absence for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.agreed_change for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.agreed_change for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.alert for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.alert for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.attendance for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.attendance for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.banked_time for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.banked_time for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.call_log for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.call_log for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.clash for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.clash for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.continuity for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.continuity for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.continuity_due for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_marks on visits.continuity_due for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.day_length for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.day_measure for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.day_measure for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.door_event for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.door_event for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.door_sheet for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.door_sheet for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.door_worker for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.door_worker for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.early_correction for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.early_correction for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.expected_worker for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.expected_worker for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.follow_up for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.follow_up for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.import_refusal for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.import_refusal for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.log_correction for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.log_correction for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.log_import for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.log_import for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.log_waking for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.log_waking for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.measure_due for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider_marks on visits.measure_due for all to almoner_provider using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.not_home for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.not_home for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.not_watched for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.not_watched for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.plan for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.plan for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.seat_decision for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.seat_decision for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.seating_due for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.seating_due for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.seating_piece for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.set_aside for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.set_aside for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.short_agreement for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.time_elsewhere for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.unlogged for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.unlogged for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.unseated for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.unseated for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.vendor_mapping for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.vendor_number for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy council on visits.visit for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.visit for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.waking for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));
create policy provider on visits.waking for all to almoner_provider using (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text)))) with check (((council_id = (current_setting('app.council'::text))::integer) AND (organisation_ref = current_setting('app.organisation'::text))));
create policy council on visits.watched for all to almoner_council using ((council_id = (current_setting('app.council'::text))::integer)) with check ((council_id = (current_setting('app.council'::text))::integer));

grant insert, select on audit.about to almoner_council;
grant insert on audit.about to almoner_provider;
grant insert, select on audit.access to almoner_council;
grant delete on audit.access to almoner_platform;
grant insert on audit.access to almoner_provider;
grant delete, insert, select, update on audit.chain_head to almoner_council;
grant select on audit.chain_head to almoner_provider;
grant select on audit.council to almoner_council;
grant delete, insert, select, update on audit.council to almoner_platform;
grant select on audit.council to almoner_provider;
grant delete, insert, select, update on audit.counter to almoner_council;
grant insert, select on audit.counter to almoner_provider;
grant insert, select on audit.entry to almoner_council;
grant insert on audit.entry to almoner_provider;
grant insert, select on audit.idempotency to almoner_council;
grant delete on audit.idempotency to almoner_platform;
grant insert, select on audit.idempotency to almoner_provider;
grant insert, select on brokerage.advice_given to almoner_council;
grant delete, insert, select, update on brokerage.arrangement to almoner_council;
grant select on brokerage.arrangement to almoner_provider;
grant delete, insert, select, update on brokerage.care_change to almoner_council;
grant insert, select on brokerage.care_change to almoner_provider;
grant insert, select on brokerage.care_check to almoner_council;
grant insert, select on brokerage.care_check to almoner_provider;
grant delete, insert, select, update on brokerage.care_package to almoner_council;
grant delete, insert, select, update on brokerage.change_signature to almoner_council;
grant delete, insert, select, update on brokerage.fee_invoice to almoner_council;
grant delete, insert, select, update on brokerage.invitation to almoner_council;
grant select, update on brokerage.invitation to almoner_provider;
grant delete, insert, select, update on brokerage.known_worker to almoner_council;
grant delete, insert, select, update on brokerage.leaving_provider to almoner_council;
grant delete, insert, select, update on brokerage.offer to almoner_council;
grant insert, select, update on brokerage.offer to almoner_provider;
grant delete, insert, select, update on brokerage.out_of_area_agreement to almoner_council;
grant delete, insert, select, update on brokerage.placement to almoner_council;
grant select on brokerage.placement to almoner_provider;
grant delete, insert, select, update on brokerage.plan_lock to almoner_council;
grant delete, insert, select, update on brokerage.plan_proposal to almoner_council;
grant delete, insert, select, update on brokerage.plan_run to almoner_council;
grant delete, insert, select, update on brokerage.plan_together to almoner_council;
grant delete, insert, select, update on brokerage.preference to almoner_council;
grant delete, insert, select, update on brokerage.rounds to almoner_council;
grant delete, insert, select, update on brokerage.self_funder to almoner_council;
grant delete, insert, select, update on brokerage.sending_round to almoner_council;
grant delete, insert, select, update on brokerage.signature to almoner_council;
grant delete, insert, select, update on brokerage.spot_purchase to almoner_council;
grant select on brokerage.v_placement to almoner_council;
grant delete, insert, select, update on continuity.affected to almoner_council;
grant delete, insert, select, update on continuity.exit to almoner_council;
grant delete, insert, select, update on continuity.exit_told to almoner_council;
grant select on continuity.exit_told to almoner_provider;
grant delete, insert, select, update on continuity.heard to almoner_council;
grant delete, insert, select, update on continuity.known_person to almoner_council;
grant insert, select, update on continuity.known_person to almoner_provider;
grant delete, insert, select, update on continuity.plan to almoner_council;
grant delete, insert, select, update on continuity.step to almoner_council;
grant insert, select on contracts.change to almoner_council;
grant delete, insert, select, update on contracts.contract to almoner_council;
grant select on contracts.contract to almoner_provider;
grant delete, insert, select, update on contracts.copy to almoner_council;
grant select on contracts.copy to almoner_public;
grant insert, select on contracts.draw_down to almoner_council;
grant delete, insert, select, update on contracts.framework to almoner_council;
grant insert, select on contracts.hour_tiers to almoner_council;
grant delete, insert, select, update on contracts.kpi to almoner_council;
grant insert, select on contracts.kpi_figure to almoner_council;
grant delete, insert, select, update on contracts.lead_provider to almoner_council;
grant delete, insert, select, update on contracts.notice to almoner_council;
grant delete, insert, select, update on contracts.published to almoner_council;
grant select on contracts.published to almoner_public;
grant delete, insert, select, update on contracts.published_kpi to almoner_council;
grant select on contracts.published_kpi to almoner_public;
grant delete, insert, select, update on contracts.termination to almoner_council;
grant insert, select on contracts.terms to almoner_council;
grant select on contracts.terms to almoner_provider;
grant insert, select on contracts.tiers to almoner_council;
grant insert, select on contracts.told to almoner_council;
grant select on contracts.v_contract to almoner_council;
grant select on contracts.v_contract to almoner_provider;
grant select on contracts.v_draw_down to almoner_council;
grant select on contracts.v_ending to almoner_council;
grant select on contracts.v_holder to almoner_council;
grant select on contracts.v_holding to almoner_council;
grant select on contracts.v_under_framework to almoner_council;
grant insert, select on contracts.version to almoner_council;
grant select on contracts.version to almoner_provider;
grant delete, insert, select, update on councils.bank_holiday to almoner_council;
grant select on councils.bank_holiday to almoner_platform;
grant select on councils.bank_holiday to almoner_provider;
grant delete, insert, select, update on councils.council to almoner_council;
grant select on councils.council to almoner_provider;
grant delete, insert, select, update on councils.joint_member to almoner_platform;
grant delete, insert, select, update on councils.joint_officer to almoner_platform;
grant delete, insert, select, update on councils.officer to almoner_council;
grant delete, insert, select, update on councils.policy to almoner_council;
grant select on councils.policy to almoner_provider;
grant delete, insert, select, update on councils.team to almoner_council;
grant select on councils.v_officer to almoner_council;
grant delete, insert, select, update on councils.zone to almoner_council;
grant select on councils.zone to almoner_provider;
grant delete, insert, select, update on councils.zone_area to almoner_council;
grant delete, insert, select, update on councils.zone_shape to almoner_council;
grant insert, select on payments.adjustment to almoner_council;
grant select on payments.adjustment to almoner_provider;
grant delete, insert, select, update on payments.bank_details to almoner_council;
grant insert, select on payments.bank_details to almoner_provider;
grant insert, select on payments.bank_details_key to almoner_council;
grant delete, insert, select, update on payments.card_recheck to almoner_council;
grant insert, select on payments.charge to almoner_council;
grant delete, insert, select, update on payments.charge_due to almoner_council;
grant delete, insert, select, update on payments.contribution to almoner_council;
grant delete, insert, select, update on payments.debt to almoner_council;
grant select on payments.debt to almoner_provider;
grant insert, select on payments.debt_part to almoner_council;
grant select on payments.debt_part to almoner_provider;
grant delete, insert, select, update on payments.draft_adjustment to almoner_council;
grant select on payments.draft_line to almoner_council;
grant delete, insert, select, update on payments.held_back to almoner_council;
grant select on payments.held_back to almoner_provider;
grant delete, insert, select on payments.line to almoner_council;
grant select on payments.line to almoner_provider;
grant delete, insert, select, update on payments.manual_share to almoner_council;
grant delete, insert, select, update on payments.modulus_weight to almoner_council;
grant select on payments.modulus_weight to almoner_platform;
grant select on payments.modulus_weight to almoner_provider;
grant select on payments.on_line to almoner_council;
grant select on payments.on_line to almoner_provider;
grant select on payments.pay_line to almoner_council;
grant select on payments.pay_line to almoner_provider;
grant delete, insert, select, update on payments.pay_run to almoner_council;
grant delete, insert, select, update on payments.pay_run_piece to almoner_council;
grant delete, insert, select, update on payments.payment to almoner_council;
grant select on payments.payment to almoner_provider;
grant delete, insert, select, update on payments.payment_file to almoner_council;
grant delete, insert, select, update on payments.payment_part to almoner_council;
grant select on payments.payment_part to almoner_provider;
grant insert, select on payments.posting to almoner_council;
grant insert, select on payments.posting_line to almoner_council;
grant delete, insert, select, update on payments.query to almoner_council;
grant insert, select, update on payments.query to almoner_provider;
grant delete, insert, select, update on payments.query_line to almoner_council;
grant insert, select, update on payments.query_line to almoner_provider;
grant insert, select on payments.query_message to almoner_council;
grant insert, select on payments.query_message to almoner_provider;
grant insert, select on payments.query_terms to almoner_council;
grant select on payments.query_terms to almoner_provider;
grant delete, insert, select, update on payments.recheck to almoner_council;
grant insert, select, update on payments.recheck to almoner_provider;
grant delete, insert, select, update on payments.returned_part to almoner_council;
grant select on payments.returned_part to almoner_provider;
grant insert, select on payments.saving to almoner_council;
grant delete, insert, select, update on payments.saving_due to almoner_council;
grant delete, insert, select, update on payments.sort_code_substitute to almoner_council;
grant select on payments.sort_code_substitute to almoner_platform;
grant select on payments.sort_code_substitute to almoner_provider;
grant insert, select on payments.statement to almoner_council;
grant select on payments.statement to almoner_provider;
grant delete, insert, select, update on payments.uplift to almoner_council;
grant insert, select on payments.uplift_card to almoner_council;
grant delete, insert, select, update on payments.uplift_part to almoner_council;
grant delete, insert, select, update on people.assessed_outcome to almoner_council;
grant delete, insert, select, update on people.assessment to almoner_council;
grant delete, insert, select, update on people.closed_case to almoner_council;
grant delete, insert, select, update on people.contact to almoner_council;
grant delete, insert, select, update on people.conversation to almoner_council;
grant delete, insert, select, update on people.earlier_detail to almoner_council;
grant delete, insert, select, update on people.key_safe to almoner_council;
grant delete, insert, select, update on people.person to almoner_council;
grant delete, insert, select, update on people.plan to almoner_council;
grant delete, insert, select, update on people.plan_need to almoner_council;
grant delete, insert, select, update on people.review to almoner_council;
grant delete, insert, select, update on people.review_booking to almoner_council;
grant delete, insert, select, update on people.shared_person to almoner_council;
grant select on people.shared_person to almoner_provider;
grant select on people.v_closed_case to almoner_council;
grant select on people.v_home to almoner_council;
grant select on people.v_name to almoner_council;
grant select on people.v_name to almoner_provider;
grant select on people.v_support to almoner_council;
grant delete, insert, select, update on providers.ability to almoner_council;
grant insert, select, update on providers.ability to almoner_provider;
grant delete, insert, select, update on providers.ability_asked to almoner_council;
grant select on providers.ability_asked to almoner_provider;
grant delete, insert, select, update on providers.beds to almoner_council;
grant insert, select, update on providers.beds to almoner_provider;
grant delete, insert, select, update on providers.capacity to almoner_council;
grant insert, select, update on providers.capacity to almoner_provider;
grant delete, insert, select, update on providers.council_provider to almoner_council;
grant delete, insert, select, update on providers.current_rating to almoner_council;
grant select on providers.current_rating to almoner_platform;
grant select on providers.current_rating to almoner_provider;
grant delete, insert, select, update on providers.described to almoner_council;
grant insert, select, update on providers.described to almoner_provider;
grant delete, insert, select, update on providers.directory to almoner_council;
grant select on providers.directory to almoner_public;
grant delete, insert, select, update on providers.import to almoner_council;
grant insert, select on providers.import_finding to almoner_council;
grant delete, insert, select, update on providers.leaving to almoner_council;
grant delete, insert, select, update on providers.listing to almoner_council;
grant select on providers.listing to almoner_platform;
grant select on providers.listing to almoner_provider;
grant delete, insert, select, update on providers.location to almoner_council;
grant select on providers.location to almoner_platform;
grant select on providers.location to almoner_provider;
grant delete, insert, select, update on providers.location_service to almoner_council;
grant select on providers.location_service to almoner_platform;
grant select on providers.location_service to almoner_provider;
grant delete, insert, select, update on providers.organisation to almoner_council;
grant select on providers.organisation to almoner_platform;
grant select on providers.organisation to almoner_provider;
grant insert, select on providers.rating to almoner_council;
grant select on providers.rating to almoner_platform;
grant select on providers.rating to almoner_provider;
grant insert, select on providers.standing to almoner_council;
grant select on providers.standing to almoner_provider;
grant delete, insert, select, update on providers.succession to almoner_council;
grant select on providers.succession to almoner_platform;
grant select on providers.succession to almoner_provider;
grant select on providers.v_name to almoner_council;
grant select on providers.v_name to almoner_provider;
grant delete, insert, select, update on rates.card_holder to almoner_council;
grant select on rates.card_holder to almoner_provider;
grant delete, insert, select, update on rates.proposed_card to almoner_council;
grant delete, insert, select, update on rates.rate_card to almoner_council;
grant select on rates.rate_card to almoner_provider;
grant insert, select on rates.replaced_version to almoner_council;
grant select on rates.v_proposed_card to almoner_council;
grant delete, insert, select, update on sign_in.access_token to almoner_platform;
grant delete, insert, select, update on sign_in.counter to almoner_platform;
grant delete, insert, select, update on sign_in.failure to almoner_platform;
grant delete, insert, select, update on sign_in.machine_client to almoner_platform;
grant delete, insert, select, update on sign_in.mail to almoner_council;
grant insert on sign_in.mail to almoner_provider;
grant delete, insert, select, update on sign_in.one_time_link to almoner_platform;
grant delete, insert, select, update on sign_in.provider_user to almoner_platform;
grant delete, insert, select, update on sign_in.provider_user_council to almoner_platform;
grant delete, insert, select, update on sign_in.session to almoner_platform;
grant delete, insert, select, update on tendering.agreed_mark to almoner_council;
grant delete, insert, select, update on tendering.application to almoner_council;
grant insert, select, update on tendering.application to almoner_provider;
grant insert, select on tendering.assessment_summary to almoner_council;
grant select on tendering.assessment_summary to almoner_provider;
grant delete, insert, select, update on tendering.assessor to almoner_council;
grant delete, insert, select, update on tendering.award to almoner_council;
grant delete, insert, select, update on tendering.awarded_lot to almoner_council;
grant delete, insert, select, update on tendering.bid to almoner_council;
grant insert, select, update on tendering.bid to almoner_provider;
grant delete, insert, select, update on tendering.bid_draft to almoner_provider;
grant insert, select on tendering.bid_exclusion_check to almoner_council;
grant delete, insert, select, update on tendering.bid_upload to almoner_council;
grant insert, select, update on tendering.bid_upload to almoner_provider;
grant delete, insert, select, update on tendering.call_off to almoner_council;
grant delete, insert, select, update on tendering.call_off_step to almoner_council;
grant insert, select on tendering.cancelled_tender to almoner_council;
grant select on tendering.cancelled_tender to almoner_provider;
grant select on tendering.cancelled_tender to almoner_public;
grant delete, insert, select, update on tendering.clarification to almoner_council;
grant insert, select on tendering.clarification to almoner_provider;
grant delete, insert, select, update on tendering.condition_check to almoner_council;
grant delete, insert, select, update on tendering.direct_offer to almoner_council;
grant insert, select, update on tendering.direct_offer to almoner_provider;
grant insert, select on tendering.document to almoner_council;
grant insert, select on tendering.document_seen to almoner_council;
grant insert, select on tendering.document_seen to almoner_provider;
grant delete, insert, select, update on tendering.engagement to almoner_council;
grant delete, insert, select, update on tendering.evaluation to almoner_council;
grant delete, insert, select, update on tendering.evidence to almoner_council;
grant delete, insert, select on tendering.evidence to almoner_provider;
grant insert, select on tendering.evidence_reminder to almoner_council;
grant insert, select on tendering.exclusion_check to almoner_council;
grant insert, select on tendering.follower to almoner_council;
grant insert, select on tendering.follower to almoner_provider;
grant insert, select on tendering.joint_cost to almoner_council;
grant delete, insert, select, update on tendering.joint_part to almoner_council;
grant insert, select on tendering.joint_use to almoner_council;
grant insert, select on tendering.lot_course to almoner_council;
grant delete, insert, select, update on tendering.lot_measure to almoner_council;
grant delete, insert, select, update on tendering.low_price_query to almoner_council;
grant select, update on tendering.low_price_query to almoner_provider;
grant delete, insert, select, update on tendering.market to almoner_council;
grant select on tendering.market to almoner_provider;
grant select on tendering.market to almoner_public;
grant delete, insert, select, update on tendering.market_import to almoner_council;
grant delete, insert, select, update on tendering.market_process to almoner_council;
grant insert, select on tendering.market_refusal to almoner_council;
grant insert, select on tendering.market_release to almoner_council;
grant delete, insert, select, update on tendering.market_supplier to almoner_council;
grant delete, insert, select, update on tendering.member to almoner_council;
grant select on tendering.member to almoner_provider;
grant delete, insert, select, update on tendering.member_measure to almoner_council;
grant delete, insert, select, update on tendering.member_review to almoner_council;
grant delete, insert, select, update on tendering.model_answer to almoner_council;
grant delete, insert, select, update on tendering.notice to almoner_council;
grant delete, insert, select, update on tendering.noticed_contract to almoner_council;
grant insert, select on tendering.ocds_release to almoner_council;
grant select on tendering.ocds_release to almoner_public;
grant insert, select on tendering.opened_bid to almoner_council;
grant insert, select on tendering.opened_file to almoner_council;
grant insert, select on tendering.opened_price to almoner_council;
grant delete, insert, select, update on tendering.opening_confirmation to almoner_council;
grant delete, insert, select, update on tendering.placed_share to almoner_council;
grant insert, select on tendering.published_answer to almoner_council;
grant select on tendering.published_answer to almoner_provider;
grant select on tendering.published_answer to almoner_public;
grant insert, select on tendering.published_document to almoner_council;
grant select on tendering.published_document to almoner_provider;
grant select on tendering.published_document to almoner_public;
grant delete, insert, select, update on tendering.published_member to almoner_council;
grant select on tendering.published_member to almoner_provider;
grant select on tendering.published_member to almoner_public;
grant insert, select on tendering.published_notice to almoner_council;
grant select on tendering.published_notice to almoner_public;
grant insert, select on tendering.published_tender to almoner_council;
grant select on tendering.published_tender to almoner_provider;
grant select on tendering.published_tender to almoner_public;
grant insert, select on tendering.published_timetable to almoner_council;
grant select on tendering.published_timetable to almoner_provider;
grant select on tendering.published_timetable to almoner_public;
grant insert, select on tendering.ranked_list to almoner_council;
grant select on tendering.ranked_list to almoner_provider;
grant insert, select on tendering.ranked_member to almoner_council;
grant select on tendering.ranked_member to almoner_provider;
grant delete, insert, select, update on tendering.score to almoner_council;
grant insert, select on tendering.seal to almoner_council;
grant select on tendering.seal to almoner_provider;
grant insert, select on tendering.sealed_key to almoner_council;
grant delete, insert, select, update on tendering.tender to almoner_council;
grant delete, insert, select, update on visits.absence to almoner_council;
grant delete, insert, select, update on visits.agreed_change to almoner_council;
grant insert, select on visits.agreed_change to almoner_provider;
grant delete, insert, select, update on visits.alert to almoner_council;
grant select, update on visits.alert to almoner_provider;
grant delete, insert, select, update on visits.attendance to almoner_council;
grant delete, insert, select, update on visits.attendance to almoner_provider;
grant insert, select on visits.banked_time to almoner_council;
grant insert, select on visits.banked_time to almoner_provider;
grant insert, select on visits.call_log to almoner_council;
grant insert, select on visits.call_log to almoner_provider;
grant delete, insert, select, update on visits.clash to almoner_council;
grant select on visits.clash to almoner_provider;
grant delete, insert, select, update on visits.continuity to almoner_council;
grant select on visits.continuity to almoner_provider;
grant delete, insert, select, update on visits.continuity_due to almoner_council;
grant insert, select, update on visits.continuity_due to almoner_provider;
grant delete, insert, select, update on visits.day_length to almoner_council;
grant delete, insert, select, update on visits.day_measure to almoner_council;
grant select on visits.day_measure to almoner_provider;
grant insert, select on visits.door_event to almoner_council;
grant insert, select on visits.door_event to almoner_provider;
grant delete, insert, select, update on visits.door_sheet to almoner_council;
grant insert, select, update on visits.door_sheet to almoner_provider;
grant delete, insert, select, update on visits.door_worker to almoner_council;
grant insert, select, update on visits.door_worker to almoner_provider;
grant delete, insert, select, update on visits.early_correction to almoner_council;
grant insert, select, update on visits.early_correction to almoner_provider;
grant delete, insert, select, update on visits.expected_worker to almoner_council;
grant delete, insert, select on visits.expected_worker to almoner_provider;
grant delete, insert, select, update on visits.follow_up to almoner_council;
grant insert, select, update on visits.follow_up to almoner_provider;
grant insert, select on visits.import_refusal to almoner_council;
grant insert, select on visits.import_refusal to almoner_provider;
grant insert, select on visits.log_correction to almoner_council;
grant insert, select on visits.log_correction to almoner_provider;
grant delete, insert, select, update on visits.log_import to almoner_council;
grant insert, select, update on visits.log_import to almoner_provider;
grant insert, select on visits.log_waking to almoner_council;
grant insert, select on visits.log_waking to almoner_provider;
grant delete, insert, select, update on visits.measure_due to almoner_council;
grant insert, select, update on visits.measure_due to almoner_provider;
grant delete, insert, select, update on visits.not_home to almoner_council;
grant select on visits.not_home to almoner_provider;
grant delete, insert, select, update on visits.not_watched to almoner_council;
grant select on visits.not_watched to almoner_provider;
grant delete, insert, select, update on visits.plan to almoner_council;
grant select on visits.plan to almoner_provider;
grant insert, select on visits.seat_decision to almoner_council;
grant select on visits.seat_decision to almoner_provider;
grant delete, insert, select, update on visits.seating_due to almoner_council;
grant insert, select on visits.seating_due to almoner_provider;
grant delete, insert, select, update on visits.seating_piece to almoner_council;
grant insert, select on visits.set_aside to almoner_council;
grant select on visits.set_aside to almoner_provider;
grant insert, select on visits.short_agreement to almoner_council;
grant delete, insert, select, update on visits.time_elsewhere to almoner_council;
grant delete, insert, select, update on visits.unlogged to almoner_council;
grant select on visits.unlogged to almoner_provider;
grant delete, insert, select, update on visits.unseated to almoner_council;
grant delete, insert, select, update on visits.unseated to almoner_provider;
grant select on visits.v_attendance to almoner_council;
grant select on visits.v_attendance to almoner_provider;
grant select on visits.v_away_since to almoner_council;
grant select on visits.v_call_log to almoner_council;
grant select on visits.v_call_log to almoner_provider;
grant select on visits.v_clash to almoner_council;
grant select on visits.v_not_home to almoner_council;
grant select on visits.v_not_home to almoner_provider;
grant select on visits.v_time_elsewhere to almoner_council;
grant select on visits.v_visit to almoner_council;
grant select on visits.v_visit to almoner_provider;
grant select on visits.v_waiting_log to almoner_council;
grant select on visits.v_waking to almoner_council;
grant select on visits.v_waking to almoner_provider;
grant insert, select on visits.vendor_mapping to almoner_council;
grant delete, insert, select, update on visits.vendor_number to almoner_council;
grant delete, insert, select, update on visits.visit to almoner_council;
grant select on visits.visit to almoner_provider;
grant insert, select on visits.waking to almoner_council;
grant insert, select on visits.waking to almoner_provider;
grant delete, insert, select, update on visits.watched to almoner_council;
