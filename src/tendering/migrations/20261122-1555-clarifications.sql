-- What a provider asks about a tender, in its own words: seen by the council and by itself.
-- tenant provider(organisation_ref) select insert
create table tendering.clarification (
  council_id integer not null,
  clarification_ref text not null,
  tender_ref text not null,
  organisation_ref text not null,
  asked text not null,
  asked_by_name text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('open', 'answered', 'answered_alone')),
  -- The number of the answer to all; null while there is none, and where it was answered alone.
  number integer,
  answer text,
  -- Why it was answered to the asker alone.
  alone_reason text,
  answered_by_name text,
  answered_at timestamptz,
  primary key (council_id, clarification_ref),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref),
  check ((state = 'open') = (answered_at is null)),
  check ((state = 'answered_alone') = (alone_reason is not null))
);

create index clarification_of_tender on tendering.clarification (council_id, tender_ref, state, asked_at, clarification_ref);

create index clarification_of_provider on tendering.clarification (council_id, organisation_ref, tender_ref, asked_at);

-- Answers to all: the question as the council words it, so that nobody learns who asked.
-- tenant append-only public provider(all) select
create table tendering.published_answer (
  council_id integer not null,
  tender_ref text not null,
  number integer not null check (number > 0),
  question text not null,
  answer text not null,
  at timestamptz not null,
  primary key (council_id, tender_ref, number),
  foreign key (council_id, tender_ref) references tendering.tender (council_id, tender_ref)
);
