-- The officer who answers for a machine: nobody signs or approves what their own software asked for.
alter table sign_in.machine_client add column answerable_ref text;

-- Mail that a server would not take: how often it was tried, the answer's number, and when it was given up.
alter table sign_in.mail add column tries integer not null default 0;

alter table sign_in.mail add column refused_with text;

alter table sign_in.mail add column given_up_at timestamptz;

create index mail_waiting on sign_in.mail (council_id, written_at) where sent_at is null and given_up_at is null;

create index mail_newest on sign_in.mail (council_id, written_at desc, mail_ref desc);
