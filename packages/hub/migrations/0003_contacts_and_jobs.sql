-- What we know about people beside how the platform names them, and long work that survives a restart.
alter table contacts add column attributes jsonb not null default '{}';
-- The import that last named this contact, and the line it stood in: how a second line with the same number is told.
alter table contacts add column import_job uuid;
alter table contacts add column import_line integer;
alter table contacts add constraint attributes_are_bounded check (jsonb_typeof(attributes) = 'object' and pg_column_size(attributes) <= 32768);

-- One row for each piece of long work. Whoever runs it holds a lease by the database's time; its progress is written in the same
-- transaction as what it did, so that the next holder goes on exactly where the last one stopped.
create table jobs (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('contacts.import')),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  options jsonb not null,
  progress jsonb not null default '{}',
  done integer not null default 0,
  total integer not null default 0,
  rejected integer not null default 0,
  because text,
  created_by text not null,
  created_at machine_time not null default now(),
  ready_at machine_time, -- when all of its input was here
  ended_at machine_time,
  holder uuid,
  leased_until machine_time,
  attempts smallint not null default 0, -- since it last got on
  primary key (workspace_id, id),
  constraint failed_says_why check ((state = 'failed') = (because is not null)),
  constraint ended_has_time check ((state in ('done', 'failed')) = (ended_at is not null))
);
create index jobs_unfinished on jobs (workspace_id, created_at) where state in ('waiting', 'running');

-- An uploaded file in pieces of one size, until its job has ended.
create table job_input (
  workspace_id uuid not null,
  job_id uuid not null,
  position integer not null,
  bytes bytea not null,
  primary key (workspace_id, job_id, position)
);
alter table job_input alter column bytes set storage external;

-- Lines of a file that could not be taken, as they stood there.
create table job_rejections (
  workspace_id uuid not null,
  job_id uuid not null,
  line integer not null,
  reason text not null,
  text text not null,
  primary key (workspace_id, job_id, line)
);
