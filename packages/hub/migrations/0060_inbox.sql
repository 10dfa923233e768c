-- What an inbox needs beside its threads: who put what off until when, notes among us, labels, replies kept ready, and search.

-- Indexes of several columns, the workspace first, over words. Comes with PostgreSQL and may be created by the owner of a database.
create extension if not exists btree_gin;

alter table threads add column snoozed_until platform_time;
alter table threads add column tags text[] not null default '{}';
alter table threads add constraint tags_are_bounded check (cardinality(tags) <= 20);
create index threads_snoozed on threads (snoozed_until) where snoozed_until is not null;

-- One for each saved view that may be small in a large inbox; the large ones walk threads_by_closing and threads_newest.
create index threads_open on threads (workspace_id, csw_until, id) where state = 'open';
create index threads_of_owner on threads (workspace_id, owner_id, csw_until, id) where owner_id is not null;
create index threads_of_nobody on threads (workspace_id, csw_until, id) where owner_id is null and state = 'open';
create index threads_failed on threads (workspace_id, csw_until, id) where last_failed;
create index threads_from_ads on threads (workspace_id, csw_until, id) where from_ad;
create index threads_never_open on threads (workspace_id, last_message_at desc, id desc) where csw_until is null;
create index threads_of_contact on threads (workspace_id, contact_id);

-- What people of the business say and do about a thread. Nothing here ever leaves for the customer.
create table thread_notes (
  workspace_id uuid not null,
  id uuid not null,
  thread_id uuid not null,
  kind text not null check (kind in ('note', 'assigned', 'unassigned', 'resolved', 'reopened', 'snoozed', 'woke')),
  at platform_time not null,
  by jsonb, -- {kind, id, name}; null when time did it
  text text not null default '',
  until platform_time,
  edited_at platform_time,
  primary key (workspace_id, id),
  constraint notes_are_bounded check (length(text) <= 4000)
);
create index thread_notes_of on thread_notes (workspace_id, thread_id, id desc);

create table quick_replies (
  workspace_id uuid not null,
  id uuid not null,
  shortcut text not null,
  text text not null,
  changed_by text not null,
  changed_at machine_time not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, shortcut),
  constraint quick_replies_are_bounded check (length(shortcut) between 1 and 32 and length(text) between 1 and 4096)
);

-- A person's last thought counts: until undo_until (or five seconds of platform time, whichever is over first) a send is not claimed.
-- A scheduled one stands in its thread at the time it is meant for, and becomes the thread's last message when it leaves.
alter table sends add column undo_until machine_time;
alter table sends add column scheduled boolean not null default false;
create index sends_scheduled on sends (workspace_id, due_at, id) where scheduled and state in ('queued', 'held');

-- The words of messages, apart from them: a status changes a message four times, and its words never. Campaigns are left out: the
-- same text a hundred thousand times is found by its campaign.
create table message_words (
  workspace_id uuid not null,
  message_id uuid not null,
  thread_id uuid not null,
  words tsvector not null,
  primary key (workspace_id, message_id)
);
create index message_words_found on message_words using gin (workspace_id, words);
create index message_words_of_thread on message_words (workspace_id, thread_id);

-- Letters and digits in a row are words; what stands between them is not a minus and not part of an address.
create function words_of(text text) returns tsvector language sql immutable as $$
  select to_tsvector('simple', translate(lower(left(text, 4096)), '-_/\.,:;@#+''"()[]{}<>*~`!?=&%$|^', repeat(' ', 40)))
$$;

create function keep_message_words() returns trigger language plpgsql as $$
begin
  insert into message_words (workspace_id, message_id, thread_id, words)
  select workspace_id, id, thread_id, words_of(text) from added
  where text <> '' and sent_by->>'kind' is distinct from 'campaign';
  return null;
end $$;
create trigger message_words after insert on messages referencing new table as added
  for each statement execute function keep_message_words();

insert into message_words (workspace_id, message_id, thread_id, words)
select workspace_id, id, thread_id, words_of(text) from messages where text <> '' and sent_by->>'kind' is distinct from 'campaign';

-- People by the beginnings of their names, and by the ends of their numbers: nobody types a country code.
create index contacts_by_words on contacts using gin (workspace_id, words_of(name));
create index contact_aliases_by_end on contact_aliases (workspace_id, reverse(value) text_pattern_ops) where kind = 'e164';
