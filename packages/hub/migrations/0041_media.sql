-- Files, ours and our customers', by our own ids. The bytes are in media_bytes, or in the bucket that MEDIA_STORE names.
create table media (
  workspace_id uuid not null,
  id uuid not null,
  origin text not null check (origin in ('received', 'uploaded')),
  state text not null check (state in ('waiting', 'kept', 'failed')),
  because text, -- why it failed
  mime_type text not null,
  filename text,
  bytes bigint,
  sha256 bytea, -- of what is kept
  facts jsonb not null default '{}', -- codecs and measures, as far as they could be read
  store text, -- pg, or the address of the bucket the file was laid into
  created_by text,
  created_at machine_time not null default now(),
  constraint kept_is_whole check ((state = 'kept') = (store is not null and bytes is not null and sha256 is not null)),
  constraint failed_says_why check ((state = 'failed') = (because is not null)),
  primary key (workspace_id, id)
);

-- Which messages show a file: whoever may see one of them may see it.
create table media_uses (
  workspace_id uuid not null,
  message_id uuid not null,
  media_id uuid not null,
  primary key (workspace_id, message_id, media_id)
);
create index media_uses_of on media_uses (workspace_id, media_id);

-- Bytes in pieces, so that a part of a file can be read without the whole of it.
create table media_bytes (
  workspace_id uuid not null,
  media_id uuid not null,
  position integer not null,
  bytes bytea not null,
  primary key (workspace_id, media_id, position)
);

-- Files that customers sent and that are still at the platform, which forgets them after some days.
create table media_fetches (
  workspace_id uuid not null,
  media_id uuid not null,
  phone_number_id text not null,
  platform_id text not null,
  sha256 text, -- as the webhook told it, base64
  attempt smallint not null default 0,
  retry_at machine_time not null default now(),
  leased_until machine_time,
  last_failure text,
  queued_at machine_time not null default now(),
  primary key (workspace_id, media_id)
);
create index media_fetches_due on media_fetches (workspace_id, retry_at);
create unique index media_fetches_once on media_fetches (workspace_id, phone_number_id, platform_id);

-- Where a file of ours lies at the platform: one id for each number, good for some weeks.
create table media_uploads (
  workspace_id uuid not null,
  media_id uuid not null,
  phone_number_id text not null,
  platform_id text,
  state text not null default 'wanted' check (state in ('wanted', 'there', 'failed')),
  because text,
  code integer, -- the platform's, when it refused the file for good
  uploaded_at platform_time,
  used_at platform_time not null, -- when a message wanted it last
  attempt smallint not null default 0,
  retry_at machine_time not null default now(),
  leased_until machine_time,
  constraint there_has_id check ((state = 'there') = (platform_id is not null and uploaded_at is not null)),
  primary key (workspace_id, media_id, phone_number_id)
);
create index media_uploads_due on media_uploads (workspace_id, retry_at) where state = 'wanted';
