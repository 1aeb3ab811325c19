-- That a person agreed to visits shorter than the council's minimum: who, when, to how many minutes (M-40, M-41).
-- tenant append-only
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
  noted_at timestamptz not null,
  primary key (council_id, agreement_ref)
);

create index short_agreement_by_package on visits.short_agreement (council_id, package_ref, slot);
