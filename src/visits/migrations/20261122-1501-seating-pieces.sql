-- What waits for its seats, shared out by people: the rows of some chunks, of the people after one reference up to another.
-- tenant
create table visits.seating_piece (
  council_id integer not null,
  piece_ref text not null,
  chunks text[] not null,
  after_person text not null,
  through_person text not null,
  primary key (council_id, piece_ref)
);
