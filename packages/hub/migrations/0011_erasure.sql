-- Ids of messages whose people were erased, as hashes, because the platform writes phone numbers into its ids: what it tells of them
-- again, or what a replay finds, brings nobody back.
create table erased_wamids (
  workspace_id uuid not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  at machine_time not null default now(),
  primary key (workspace_id, sha256)
);
create index erased_wamids_by_age on erased_wamids (at);
