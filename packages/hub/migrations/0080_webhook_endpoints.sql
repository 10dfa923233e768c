-- Where a workspace tells other programs what happened. `after_seq` is the last event that became a delivery; while too many
-- wait, events wait in their own table. `replay_after` to `replay_until` is a span that is told again.
create table webhook_endpoints (
  workspace_id uuid not null,
  id uuid not null,
  url text not null,
  description text not null default '',
  events text[] not null default '{}', -- empty: all
  secret_sealed text not null,
  old_secret_sealed text, -- signs too until `old_secret_until`
  old_secret_until machine_time,
  after_seq bigint not null,
  replay_after bigint,
  replay_until bigint,
  disabled_at machine_time,
  disabled_because text,
  failures_in_row integer not null default 0,
  failing_since machine_time,
  rests_until machine_time,
  created_at machine_time not null default now(),
  primary key (workspace_id, id),
  constraint disabled_says_why check ((disabled_at is null) = (disabled_because is null)),
  constraint replay_is_a_span check ((replay_after is null) = (replay_until is null)),
  constraint old_secret_ends check ((old_secret_sealed is null) = (old_secret_until is null))
);

-- One event for one endpoint. Of a lane (a thread, a contact, …) only the oldest unfinished one is due; the others wait behind it.
create table webhook_deliveries (
  workspace_id uuid not null,
  endpoint_id uuid not null,
  seq bigint not null,
  lane text not null,
  type text not null,
  body text not null,
  state text not null check (state in ('waiting', 'due', 'delivered', 'failed')),
  retry_at machine_time not null default now(),
  first_tried_at machine_time,
  finished_at machine_time,
  attempts jsonb not null default '[]', -- [{at, status, error, ms}], the newest last
  created_at machine_time not null default now(),
  primary key (workspace_id, endpoint_id, seq),
  constraint finished_has_time check ((state in ('delivered', 'failed')) = (finished_at is not null))
);
create index webhook_deliveries_due on webhook_deliveries (workspace_id, endpoint_id, retry_at) where state = 'due';
create index webhook_deliveries_of_lane on webhook_deliveries (workspace_id, endpoint_id, lane, seq) where state in ('waiting', 'due');
create index webhook_deliveries_finished on webhook_deliveries (finished_at) where finished_at is not null;
create index webhook_deliveries_by_lane on webhook_deliveries (workspace_id, lane); -- for erasing a person
