-- What a published version's dates come to, bank holidays counted, and what its zones are called: frozen with it, since who reads it
-- may not read the council's calendar and zones.
-- tenant append-only public provider(all) select
create table tendering.published_timetable (
  council_id integer not null,
  tender_ref text not null,
  version integer not null,
  steps jsonb not null,
  zones jsonb not null,
  primary key (council_id, tender_ref, version),
  foreign key (council_id, tender_ref, version) references tendering.published_tender (council_id, tender_ref, version)
);
