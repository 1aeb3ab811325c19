-- What the person, or who speaks for them, says to less care that their provider proposes.
alter table brokerage.care_change add column person_says text;
