-- People whose case is closed: they died, moved away, or the council meets their needs no more. Opened again, the row goes; the trail
-- keeps who closed it and when.
-- tenant
create table people.closed_case (
  council_id integer not null,
  person_ref text not null,
  day date not null,
  why text not null check (why in ('died', 'moved away', 'health pays', 'not eligible', 'declined', 'other')),
  -- The plan that ended with it.
  plan_ref text,
  closed_at timestamptz not null,
  primary key (council_id, person_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref)
);

create view people.v_closed_case with (security_invoker = true) as
  select council_id, person_ref, day, why, closed_at from people.closed_case;

grant select on people.v_closed_case to almoner_council;
