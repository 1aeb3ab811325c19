-- What was arranged of somebody's next review: who holds it, on which day, why that is later than it is due, and who asked for one before
-- its time. When it is due follows from the plan and from care, so nobody is without a review for want of a row here.
-- tenant
create table people.review_booking (
  council_id integer not null,
  booking_ref text not null,
  person_ref text not null,
  planned_day date,
  owner_ref text,
  reason text not null default '',
  asked_by text check (asked_by in ('person', 'carer', 'provider', 'professional')),
  asked_day date,
  asked_due date,
  asked_reason text not null default '',
  closed_day date,
  primary key (council_id, booking_ref),
  foreign key (council_id, person_ref) references people.person (council_id, person_ref),
  foreign key (council_id, owner_ref) references councils.officer (council_id, officer_ref),
  check ((asked_by is null) = (asked_due is null) and (asked_by is null) = (asked_day is null))
);

create unique index review_booking_open on people.review_booking (council_id, person_ref) where closed_day is null;
