-- What must be done for a person who moves, each with its clock.
-- tenant
create table continuity.step (
  council_id integer not null,
  exit_ref text not null,
  line integer not null,
  step text not null check (step in ('choice', 'advocate', 'handover', 'key_safe', 'medicines', 'call_monitoring', 'check_first',
    'check_second', 'check_third')),
  due_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  note text,
  primary key (council_id, exit_ref, line, step),
  foreign key (council_id, exit_ref, line) references continuity.affected (council_id, exit_ref, line),
  check ((done_at is null) = (done_by is null))
);

create index step_due on continuity.step (council_id, due_at) where done_at is null;
