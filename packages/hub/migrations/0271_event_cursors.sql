-- Up to where a workspace's events were read, by whom they begin or end something.
create table event_cursors (
  workspace_id uuid not null,
  reader text not null check (reader in ('automations', 'sequences')),
  after_seq bigint not null,
  primary key (workspace_id, reader)
) with (fillfactor = 50);
insert into event_cursors select workspace_id, 'automations', after_seq from automation_cursors;
insert into event_cursors select workspace_id, 'sequences', after_seq from sequence_cursors;
drop table automation_cursors;
drop table sequence_cursors;
