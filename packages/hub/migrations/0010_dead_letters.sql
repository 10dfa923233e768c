-- What became of a dead letter, and where it came from, so that it can be shown, replayed, and forgotten with its journal entry.
alter table dead_letters
  add column received_at machine_time, -- of the journal entry, which is partitioned by it
  add column field text not null default 'messages',
  add column state text not null default 'waiting' check (state in ('waiting', 'applied')),
  add column settled_at machine_time,
  add constraint settled_has_time check ((state = 'applied') = (settled_at is not null));
update dead_letters d set received_at = j.received_at from journal j where j.id = d.journal_id;
alter table dead_letters alter column field drop default;
-- One item is one dead letter, however often it is tried. An applier that was killed may have left it twice.
delete from dead_letters d using dead_letters later where later.journal_id = d.journal_id and later.path = d.path and later.id > d.id;
create unique index dead_letters_once on dead_letters (journal_id, path);
create index dead_letters_of_workspace on dead_letters (workspace_id, id);

-- Entries that name nobody here are told apart from those that were applied; few, and looked for by people.
alter table journal drop constraint journal_state_check;
alter table journal add constraint journal_state_check check (state in ('new', 'applied', 'unreadable', 'unrouted'));
create index journal_odd on journal (received_at, id) where state in ('unreadable', 'unrouted');
