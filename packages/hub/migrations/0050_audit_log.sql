-- What people and keys did. Ids, names of actors and of changed members; no message texts, no secrets, no contact's number.
create table audit_log (
  workspace_id uuid not null,
  id uuid not null, -- UUIDv7: the order in which it happened
  at machine_time not null default now(),
  actor_kind text not null check (actor_kind in ('person', 'key', 'operator')), -- operator: by hand, at the machine itself
  actor_id text not null,
  actor_name text not null,
  action text not null, -- in words
  route text, -- METHOD /address
  object jsonb not null default '{}', -- ids, by what they are of
  changed text[] not null default '{}', -- members of the request, by name
  details jsonb not null default '{}',
  status integer,
  address text,
  request_id text,
  primary key (workspace_id, id)
);
create index audit_log_of_actor on audit_log (workspace_id, actor_id, id desc);
