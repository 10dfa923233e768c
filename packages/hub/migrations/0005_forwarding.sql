-- Where a workspace's webhooks are passed on to: the developer's own endpoint, with the secret they are signed anew with.
create table forwarding (
  workspace_id uuid primary key,
  url text not null,
  secret_sealed text not null,
  created_at machine_time not null default now()
);

-- Journal entries that are still to be passed on. A row goes when its delivery was answered with 2xx, or after seven days.
create table forwards (
  workspace_id uuid not null,
  journal_id bigint not null,
  received_at machine_time not null, -- of the journal entry, which is partitioned by it
  queued_at machine_time not null default now(),
  attempt smallint not null default 0,
  retry_at machine_time not null default now(),
  last_failure text,
  primary key (workspace_id, journal_id)
);
create index forwards_due on forwards (workspace_id, retry_at, journal_id);
