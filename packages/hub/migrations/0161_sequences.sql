-- Messages that bring people back: what begins them, their steps, and where each person stands in them.
create table sequences (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  state text not null default 'off' check (state in ('off', 'on', 'paused')),
  phone_number_id text not null,
  definition jsonb not null,
  created_at platform_time not null,
  changed_at platform_time not null,
  changed_by jsonb not null, -- {kind, id, name}
  on_since platform_time,
  next_look_at platform_time, -- when people are looked for who begin by a filter
  primary key (workspace_id, id),
  constraint on_since_when check ((state = 'off') = (on_since is null))
);
create index sequences_looking on sequences (next_look_at) where next_look_at is not null;

create table sequence_runs (
  workspace_id uuid not null,
  id uuid not null,
  sequence_id uuid not null,
  contact_id uuid not null,
  thread_id uuid,
  key text not null, -- what began it: nothing begins the same run twice
  state text not null default 'waiting' check (state in ('waiting', 'ended')),
  outcome text check (outcome in ('done', 'replied', 'converted', 'opted-out', 'no-opt-in', 'capped', 'refused', 'too-late', 'stopped')),
  because text,
  step smallint not null default 0, -- the next one
  due_at platform_time,
  deadline platform_time, -- the end of the window that the first step has to reach
  message_id uuid, -- the last that was sent
  began_at platform_time not null,
  last_sent_at platform_time,
  ended_at platform_time,
  returned_at platform_time, -- they wrote or did what was hoped for, after a message of this run
  primary key (workspace_id, id),
  unique (workspace_id, sequence_id, key),
  constraint waiting_is_due check ((state = 'waiting') = (due_at is not null)),
  constraint ended_says_how check ((state = 'ended') = (outcome is not null) and (state = 'ended') = (ended_at is not null))
);
create index sequence_runs_due on sequence_runs (due_at) where state = 'waiting';
create unique index sequence_runs_one_at_a_time on sequence_runs (workspace_id, sequence_id, contact_id) where state = 'waiting';
create index sequence_runs_of_contact on sequence_runs (workspace_id, contact_id, sequence_id, began_at);
create index sequence_runs_newest on sequence_runs (workspace_id, sequence_id, id desc);

create table sequence_steps (
  workspace_id uuid not null,
  run_id uuid not null,
  step smallint not null,
  sequence_id uuid not null,
  at platform_time not null,
  message_id uuid,
  rule text, -- of the rules, when they refused it
  because text,
  primary key (workspace_id, run_id, step),
  constraint sent_or_says_why check (message_id is not null or because is not null)
);
create index sequence_steps_of on sequence_steps (workspace_id, sequence_id);

-- Up to where a workspace's events were looked at for what they begin and end.
create table sequence_cursors (
  workspace_id uuid not null,
  after_seq bigint not null,
  primary key (workspace_id)
);
