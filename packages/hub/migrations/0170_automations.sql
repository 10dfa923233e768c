-- What happens by itself. A drawing is kept by version; a run finishes on the version it began with.
create table automations (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  state text not null default 'off' check (state in ('off', 'on')),
  live_version integer,
  draft jsonb not null,
  changed_at platform_time not null,
  changed_by jsonb not null,
  created_at platform_time not null,
  on_since platform_time,
  next_at platform_time, -- a schedule: when it begins again
  begun_until uuid, -- … and up to whom it has begun this time
  primary key (workspace_id, id),
  constraint on_has_version check (state = 'off' or (live_version is not null and on_since is not null))
);
create index automations_on on automations (workspace_id) where state = 'on';
create index automations_scheduled on automations (next_at) where next_at is not null;

create table automation_versions (
  workspace_id uuid not null,
  automation_id uuid not null,
  version integer not null,
  graph jsonb not null,
  at platform_time not null,
  by jsonb not null,
  primary key (workspace_id, automation_id, version)
);

-- A drawing that answers one person only, to be tried on the emulator's phone.
create table automation_rehearsals (
  workspace_id uuid not null,
  automation_id uuid not null,
  contact_id uuid not null,
  graph jsonb not null,
  until machine_time not null,
  primary key (workspace_id, automation_id, contact_id)
);

create table automation_runs (
  workspace_id uuid not null,
  id uuid not null,
  automation_id uuid not null,
  version integer, -- null: a rehearsal, which brings its graph
  graph jsonb,
  contact_id uuid not null,
  thread_id uuid,
  phone_number_id text not null,
  trigger_key text not null, -- what began it: nothing begins the same run twice
  state text not null default 'going' check (state in ('going', 'waiting', 'asking', 'answered', 'calling', 'done', 'handed-over', 'stopped', 'failed')),
  node_id text,
  step integer not null default 0,
  memory jsonb not null default '{}',
  due_at platform_time,
  retry_at machine_time, -- an HTTP call: when it may be made, or is taken to be lost
  attempt smallint not null default 0,
  because text,
  started_at platform_time not null,
  ended_at platform_time,
  primary key (workspace_id, id),
  unique (workspace_id, automation_id, trigger_key),
  constraint has_graph check ((version is null) = (graph is not null)),
  constraint ended_has_time check ((state in ('done', 'handed-over', 'stopped', 'failed')) = (ended_at is not null)),
  constraint alive_is_due check (ended_at is not null or (state = 'calling' and retry_at is not null) or (state <> 'calling' and due_at is not null)),
  constraint stopped_says_why check (state not in ('stopped', 'failed') or because is not null)
);
create index automation_runs_due on automation_runs (due_at) where ended_at is null and state <> 'calling';
create index automation_runs_calling on automation_runs (retry_at) where state = 'calling';
create index automation_runs_alive on automation_runs (workspace_id, thread_id) where ended_at is null;
create unique index automation_runs_one_at_a_time on automation_runs (workspace_id, automation_id, contact_id) where ended_at is null;
create index automation_runs_of_contact on automation_runs (workspace_id, contact_id, automation_id, started_at);
create index automation_runs_newest on automation_runs (workspace_id, automation_id, started_at desc, id desc);
create index automation_runs_ended on automation_runs (ended_at) where ended_at is not null;

create table automation_steps (
  workspace_id uuid not null,
  run_id uuid not null,
  step integer not null,
  automation_id uuid not null,
  version integer,
  node_id text not null,
  kind text not null,
  exit text, -- by which way it went on; null: it is still there, or ended here
  at platform_time not null,
  says text not null,
  message_id uuid,
  primary key (workspace_id, run_id, step)
);
create index automation_steps_by_node on automation_steps (workspace_id, automation_id, version, node_id);

-- Runs that did not begin, by reason.
create table automation_skips (
  workspace_id uuid not null,
  automation_id uuid not null,
  reason text not null,
  runs integer not null,
  last_at platform_time not null,
  primary key (workspace_id, automation_id, reason)
);

-- Up to where a workspace's events were looked at for what they begin.
create table automation_cursors (
  workspace_id uuid not null,
  after_seq bigint not null,
  primary key (workspace_id)
);

-- What other programs told of people.
create table contact_events (
  workspace_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  name text not null,
  data jsonb not null default '{}',
  at platform_time not null,
  primary key (workspace_id, id),
  constraint data_is_bounded check (pg_column_size(data) <= 16384)
);
create index contact_events_of on contact_events (workspace_id, contact_id, at desc);

alter table thread_notes drop constraint thread_notes_kind_check;
alter table thread_notes add constraint thread_notes_kind_check
  check (kind in ('note', 'assigned', 'unassigned', 'resolved', 'reopened', 'snoozed', 'woke', 'automation'));
