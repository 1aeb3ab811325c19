-- What its provider reads of its own open exit: which contract ends where it is one alone, and the last day; nothing of why.
-- tenant provider(organisation_ref) select
create table continuity.exit_told (
  council_id integer not null,
  exit_ref text not null,
  organisation_ref text not null,
  contract_ref text,
  last_day date,
  primary key (council_id, exit_ref),
  foreign key (council_id, exit_ref) references continuity.exit (council_id, exit_ref)
);

create index exit_told_by_organisation on continuity.exit_told (council_id, organisation_ref);

insert into continuity.exit_told (council_id, exit_ref, organisation_ref, contract_ref, last_day)
  select council_id, exit_ref, organisation_ref,
    case when cause in ('contract_handback', 'council_termination') then contract_ref end, last_day
  from continuity.exit where state = 'open';
