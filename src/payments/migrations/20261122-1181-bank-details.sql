-- The weights of the modulus check, line by line as the bank industry publishes them (X-10): one table for all councils.
-- reference
create table payments.modulus_weight (
  line integer primary key,
  from_sort_code text not null check (from_sort_code ~ '^[0-9]{6}$'),
  to_sort_code text not null check (to_sort_code ~ '^[0-9]{6}$'),
  method text not null check (method in ('MOD10', 'MOD11', 'DBLAL')),
  weights jsonb not null,
  exception integer
);

create index modulus_weight_by_sort_code on payments.modulus_weight (from_sort_code, to_sort_code);

-- Sort codes that are checked as another (exception 5).
-- reference
create table payments.sort_code_substitute (
  sort_code text primary key check (sort_code ~ '^[0-9]{6}$'),
  checked_as text not null check (checked_as ~ '^[0-9]{6}$')
);

-- Every account that a provider was or is to be paid into; `council` stands for the council's own. A change is a new row.
-- tenant provider(organisation_ref) select insert
create table payments.bank_details (
  council_id integer not null,
  bank_details_ref text not null,
  organisation_ref text not null,
  sort_code text not null check (sort_code ~ '^[0-9]{6}$'),
  account_number text not null check (account_number ~ '^[0-9]{8}$'),
  account_name text not null,
  modulus text not null check (modulus in ('passed', 'not covered')),
  state text not null check (state in ('proposed', 'confirmed', 'refused')),
  by_provider boolean not null,
  proposed_by text not null,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  reason text not null,
  settled_at timestamptz,
  settled_by_name text,
  usable_from timestamptz,
  primary key (council_id, bank_details_ref),
  check ((state = 'confirmed') = (usable_from is not null))
);

create index bank_details_of_provider on payments.bank_details (council_id, organisation_ref, usable_from desc);

-- One proposal at a time waits for its keys.
create unique index bank_details_waiting on payments.bank_details (council_id, organisation_ref) where state = 'proposed';

-- Who turned a key: an officer turns one of them, never two.
-- tenant append-only
create table payments.bank_details_key (
  council_id integer not null,
  bank_details_ref text not null,
  officer_ref text not null,
  officer_name text not null,
  at timestamptz not null,
  primary key (council_id, bank_details_ref, officer_ref),
  foreign key (council_id, bank_details_ref) references payments.bank_details (council_id, bank_details_ref)
);
