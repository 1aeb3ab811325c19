-- How many of a provider's visits of a month were entered by hand when that was last counted: what is paid where a log-out is missing may rest on it (M-54).
-- tenant
create table payments.manual_share (
  council_id integer not null,
  organisation_ref text not null,
  month date not null,
  manual integer not null,
  delivered integer not null,
  primary key (council_id, organisation_ref, month)
);
