-- What a workspace wants to hear of, where it differs from the usual.
create table alert_rules (
  workspace_id uuid not null,
  kind text not null,
  enabled boolean not null,
  settings jsonb not null,
  email boolean not null,
  primary key (workspace_id, kind)
);

-- Something that needs attention, from when it began until it is over. One cause has one open alert.
create table alerts (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null,
  cause text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  because text not null,
  remedy jsonb not null, -- {label, href}
  data jsonb not null,
  owner_id text, -- whom it concerns first; null: everyone
  opened_at platform_time not null,
  changed_at platform_time not null,
  ended_at platform_time,
  snoozed_until platform_time,
  snoozed_by text,
  primary key (workspace_id, id)
);
create unique index alerts_open on alerts (workspace_id, kind, cause) where ended_at is null;
create index alerts_newest on alerts (workspace_id, opened_at desc, id desc);

-- Mails that are still to be sent, one for each person and alert.
create table alert_mails (
  workspace_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  address text not null,
  subject text not null,
  body text not null,
  queued_at machine_time not null default now(),
  retry_at machine_time not null default now(),
  attempt smallint not null default 0,
  last_failure text,
  primary key (workspace_id, id),
  unique (workspace_id, alert_id, address)
);
create index alert_mails_due on alert_mails (retry_at);

-- What went out lately, for rates of failure. Messages come in the order of their time, so this stays tiny.
create index messages_by_time on messages using brin (at) with (pages_per_range = 16, autosummarize = on);
