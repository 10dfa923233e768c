-- Links that people follow through a redirect of ours.

-- Whose a code is: it comes without a workspace, as a webhook does.
create table link_routes (
  key bytea primary key,
  workspace_id uuid not null
);

-- Where a code leads: only what we sent ourselves. The key is made of workspace, owner and address, so that telling it twice changes
-- nothing; a code names the recipient beside it.
create table tracked_links (
  workspace_id uuid not null,
  key bytea not null,
  url text not null check (url ~ '^https?://' and length(url) <= 2000),
  campaign_id uuid,
  message_id uuid,
  made_at machine_time not null default now(),
  primary key (workspace_id, key),
  constraint link_has_one_owner check ((campaign_id is null) <> (message_id is null))
);

-- Who followed it: one row for each recipient. `recipient`: the position among a campaign's recipients, 0 for a single message.
create table link_hits (
  workspace_id uuid not null,
  key bytea not null,
  recipient integer not null,
  message_id uuid,
  hits integer not null,
  first_at platform_time not null,
  last_at platform_time not null,
  primary key (workspace_id, key, recipient)
);
create index link_hits_of_message on link_hits (workspace_id, message_id);
