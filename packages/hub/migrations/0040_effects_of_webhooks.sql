-- What webhooks say of accounts, numbers, templates, people and groups beyond messages. Where the platform dates its news, the date
-- is kept beside the fact: older news that comes late changes nothing.

alter table routes drop constraint routes_kind_check;
alter table routes add constraint routes_kind_check check (kind in ('number', 'waba', 'portfolio'));
insert into routes (kind, external_id, workspace_id)
  select distinct on (id) 'portfolio', id, workspace_id from portfolios order by id, workspace_id
  on conflict do nothing;

alter table portfolios
  add column tier_at platform_time,
  add column max_phone_numbers integer,
  add column compromised_at platform_time;

alter table wabas
  add column status text not null default 'ACTIVE',
  add column status_at platform_time,
  add column disabled_on text, -- the day Meta announces for a ban, in its own words
  add column review_status text,
  add column review_at platform_time,
  add column country text,
  add column payment_missing_since platform_time;

alter table phone_numbers
  add column status_at platform_time,
  add column name_decision text,
  add column name_at platform_time,
  add column requested_name text,
  add column username text,
  add column username_status text,
  add column official text,
  add column calling jsonb,
  add column on_business_app boolean not null default false,
  add column history_progress integer; -- percent of the Business app's history that has come

alter table templates
  add column status_at platform_time,
  add column quality_at platform_time,
  add column category_at platform_time,
  add column disable_at platform_time;

-- Restrictions that Meta put on an account, by its own names. Without an end: until it lifts them.
create table account_restrictions (
  workspace_id uuid not null,
  waba_id text not null,
  type text not null,
  since platform_time not null,
  ends_at platform_time,
  remediation text,
  primary key (workspace_id, waba_id, type)
);

-- What the platform told about an account, a number or the portfolio that a person should read.
create table account_notices (
  workspace_id uuid not null,
  id uuid not null,
  waba_id text,
  phone_number_id text,
  field text not null,
  kind text not null,
  severity text not null check (severity in ('information', 'warning', 'critical')),
  because text not null,
  at platform_time not null,
  data jsonb not null,
  primary key (workspace_id, id)
);
create unique index account_notices_once on account_notices (workspace_id, field, kind, at, md5(data::text));
create index account_notices_newest on account_notices (workspace_id, at desc, id desc);

-- People the last message could not be delivered to. A message of theirs, or a delivery, after this moment ends it.
create table undeliverable_contacts (
  workspace_id uuid not null,
  contact_id uuid not null,
  since platform_time not null,
  primary key (workspace_id, contact_id)
);

-- Whom a number of ours has blocked.
create table blocked_contacts (
  workspace_id uuid not null,
  phone_number_id text not null,
  contact_id uuid not null,
  since platform_time not null,
  blocked_by text not null,
  primary key (workspace_id, phone_number_id, contact_id)
);

-- A group has a thread of its own, whose contact stands for the group.
alter table contact_aliases drop constraint contact_aliases_kind_check;
alter table contact_aliases add constraint contact_aliases_kind_check check (kind in ('e164', 'bsuid', 'group'));
create table groups (
  workspace_id uuid not null,
  id text not null,
  phone_number_id text not null,
  contact_id uuid,
  subject text not null default '',
  description text,
  invite_link text,
  join_approval_mode text,
  state text not null default 'active' check (state in ('active', 'suspended', 'deleted')),
  state_at platform_time not null,
  subject_at platform_time,
  created_at platform_time not null,
  primary key (workspace_id, id)
);
create table group_participants (
  workspace_id uuid not null,
  group_id text not null,
  participant text not null, -- wa_id, or the business-scoped id of people without one
  state text not null check (state in ('asked', 'in', 'out')),
  at platform_time not null,
  primary key (workspace_id, group_id, participant)
);

create table calls (
  workspace_id uuid not null,
  id text not null, -- wacid
  phone_number_id text not null,
  thread_id uuid,
  direction text not null check (direction in ('in', 'out')),
  state text not null check (state in ('ringing', 'accepted', 'rejected', 'completed', 'failed')),
  at platform_time not null,
  ended_at platform_time,
  seconds integer,
  primary key (workspace_id, id)
);
create index calls_of_thread on calls (workspace_id, thread_id, at desc);

create table payments (
  workspace_id uuid not null,
  reference_id text not null,
  transaction_id text not null default '',
  status text not null,
  amount numeric,
  currency text,
  message_id uuid,
  thread_id uuid,
  at platform_time not null,
  data jsonb not null,
  primary key (workspace_id, reference_id, transaction_id)
);

create table payment_configurations (
  workspace_id uuid not null,
  waba_id text not null,
  name text not null,
  provider text,
  status text,
  at platform_time not null,
  primary key (workspace_id, waba_id, name)
);

create table flows (
  workspace_id uuid not null,
  id text not null,
  waba_id text not null,
  status text,
  status_at platform_time,
  alerts jsonb not null default '{}', -- by kind: the measure that is out of bounds, since when
  expiry_warning text,
  primary key (workspace_id, id)
);

-- What was said later about a message: how its sender changed it, and what people put under it.
create table message_reactions (
  workspace_id uuid not null,
  message_id uuid not null, -- the one reacted to
  author text not null, -- who, as the platform names them
  emoji text not null, -- empty: taken back
  at platform_time not null,
  primary key (workspace_id, message_id, author)
);
alter table messages
  add column edited_at platform_time,
  add column revoked_at platform_time;

-- Who answers in a thread where the number is shared with other apps, as the platform said it last.
alter table threads add column control jsonb;

-- When an account is to be looked at again, for what no webhook tells.
alter table wabas add column poll_due_at platform_time not null default '-infinity';

-- Names on the platform that people had before they changed number or got another business-scoped id.
create table former_aliases (
  workspace_id uuid not null,
  kind text not null,
  portfolio_id text not null,
  value text not null,
  contact_id uuid not null,
  until platform_time not null,
  primary key (workspace_id, contact_id, kind, portfolio_id, value)
);
create index former_aliases_by_value on former_aliases (workspace_id, kind, value);
