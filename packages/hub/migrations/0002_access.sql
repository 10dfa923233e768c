-- Who may come in. Columns of the schema `auth` are named as better-auth names them.
create schema auth;

-- Belongs to the instance: people may be members of several workspaces, and sessions begin before we know of which.

create table auth."user" (
  id uuid primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" machine_time not null default now(),
  "updatedAt" machine_time not null default now()
);

create table auth.session (
  id uuid primary key,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  token text not null unique,
  "expiresAt" machine_time not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" machine_time not null default now(),
  "updatedAt" machine_time not null default now()
);
create index session_of_person on auth.session ("userId");

create table auth.account (
  id uuid primary key,
  "userId" uuid not null references auth."user" (id) on delete cascade,
  "accountId" text not null,
  "providerId" text not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" machine_time,
  "refreshTokenExpiresAt" machine_time,
  scope text,
  password text,
  "createdAt" machine_time not null default now(),
  "updatedAt" machine_time not null default now()
);
create index account_of_person on auth.account ("userId");

create table auth.verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  "expiresAt" machine_time not null,
  "createdAt" machine_time not null default now(),
  "updatedAt" machine_time not null default now()
);
create index verification_by_identifier on auth.verification (identifier);

-- Belongs to a workspace. `person_id` is auth.user's id; no foreign key, because the two may live on different machines.

create domain role_name as text check (value in ('viewer', 'agent', 'manager', 'admin', 'owner'));

create table memberships (
  workspace_id uuid not null,
  person_id uuid not null,
  role role_name not null,
  created_at machine_time not null default now(),
  primary key (workspace_id, person_id)
);
-- Signing in asks which workspaces a person has.
create index memberships_of_person on memberships (person_id, created_at);

create table api_keys (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  -- The first characters, for people to tell keys apart. The key itself is told once and never stored.
  prefix text not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  role role_name not null,
  created_at machine_time not null default now(),
  last_used_at machine_time,
  revoked_at machine_time,
  primary key (workspace_id, id)
);
-- A request carries a key before we know its workspace.
create index api_keys_by_hash on api_keys (sha256) where revoked_at is null;

create table idempotency_keys (
  workspace_id uuid not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  holder uuid not null,
  leased_until machine_time not null,
  created_at machine_time not null default now(),
  status integer,
  headers jsonb,
  body bytea,
  primary key (workspace_id, route, key),
  constraint answered_whole check ((status is null) = (headers is null) and (status is null) = (body is null))
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
