-- The first schema. Two clocks, two types: what Meta's rules are written in, and what computers need.
create domain platform_time as timestamptz;
create domain machine_time as timestamptz;

-- Belongs to the instance: bytes arrive before we know whose they are.

create table workspaces (
  id uuid primary key,
  name text not null,
  time_zone text not null default 'UTC',
  created_at machine_time not null default now()
);

-- The platform this instance talks to. `world_id` names the emulated world its history belongs to; null with Meta itself.
create table platform_connection (
  only_one boolean primary key default true check (only_one),
  graph_url text not null,
  world_id text
);

create table apps (
  id text primary key,
  secret_sealed text not null,
  verify_token_sealed text not null
);

create table routes (
  kind text not null check (kind in ('number', 'waba')),
  external_id text not null,
  workspace_id uuid not null,
  primary key (kind, external_id)
);

-- Every webhook body, byte for byte, durable before it is answered. `platform_at` is when it arrived by the platform's clock.
create table journal (
  id bigint generated always as identity,
  received_at machine_time not null default now(),
  platform_at platform_time not null,
  app_id text not null,
  body bytea not null,
  state text not null default 'new' check (state in ('new', 'applied', 'unreadable')),
  note text,
  primary key (received_at, id)
) partition by range (received_at);
create index journal_new on journal (id) where state = 'new';

-- One item of a webhook that could not be applied, kept with its reason while its neighbours went on.
create table dead_letters (
  id bigint generated always as identity primary key,
  workspace_id uuid,
  journal_id bigint not null,
  path text not null,
  reason text not null,
  item jsonb not null,
  at machine_time not null default now()
);

-- Belongs to a workspace: every key begins with it.

create table workspace_counters (
  workspace_id uuid primary key,
  event_seq bigint not null default 0
);

create table portfolios (
  workspace_id uuid not null,
  id text not null,
  name text not null,
  verified boolean not null default false,
  tier text not null default 'TIER_250',
  primary key (workspace_id, id)
);

create table wabas (
  workspace_id uuid not null,
  id text not null,
  portfolio_id text not null,
  app_id text not null,
  name text not null,
  currency text not null default 'USD',
  time_zone text not null default 'UTC',
  token_sealed text not null,
  primary key (workspace_id, id)
);

create table phone_numbers (
  workspace_id uuid not null,
  id text not null,
  waba_id text not null,
  display_phone_number text not null,
  phone text not null, -- digits with the calling code
  name text not null,
  quality text not null default 'UNKNOWN',
  status text not null default 'CONNECTED',
  throughput_mps integer not null,
  primary key (workspace_id, id)
);

create table templates (
  workspace_id uuid not null,
  id text not null,
  waba_id text not null,
  name text not null,
  language text not null,
  category text not null,
  status text not null,
  quality text not null default 'UNKNOWN',
  parameter_format text not null default 'POSITIONAL',
  components jsonb not null,
  paused_until platform_time,
  primary key (workspace_id, id),
  unique (workspace_id, waba_id, name, language)
);

create table contacts (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  merged_into uuid, -- a merge leaves a redirect
  created_at platform_time not null,
  primary key (workspace_id, id)
);

-- How the platform names a person: a number everywhere, a business-scoped id inside one portfolio.
create table contact_aliases (
  workspace_id uuid not null,
  kind text not null check (kind in ('e164', 'bsuid')),
  portfolio_id text not null default '',
  value text not null,
  contact_id uuid not null,
  primary key (workspace_id, kind, portfolio_id, value),
  constraint bsuid_has_portfolio check ((kind = 'bsuid') = (portfolio_id <> ''))
);
create index contact_aliases_of on contact_aliases (workspace_id, contact_id);

-- What somebody said about each purpose, with the evidence: the last yes, no and resume of each.
create table consents (
  workspace_id uuid not null,
  contact_id uuid not null,
  state jsonb not null,
  primary key (workspace_id, contact_id)
);

-- A contact with one of our numbers. The columns beside `window_state` are its answers, kept for sorting and filtering.
create table threads (
  workspace_id uuid not null,
  id uuid not null,
  phone_number_id text not null,
  contact_id uuid not null,
  window_state jsonb not null,
  csw_until platform_time,
  fep_state text not null default 'none' check (fep_state in ('none', 'candidate', 'estimated', 'confirmed')),
  fep_until platform_time,
  from_ad boolean not null default false,
  unread integer not null default 0 check (unread >= 0),
  state text not null default 'open' check (state in ('open', 'resolved')),
  owner_id text,
  last_message jsonb,
  last_failed boolean not null default false,
  last_message_at platform_time not null,
  primary key (workspace_id, id),
  unique (workspace_id, phone_number_id, contact_id)
);
create index threads_newest on threads (workspace_id, last_message_at desc, id desc);
create index threads_by_closing on threads (workspace_id, csw_until, id);

-- Ids are UUIDv7, so a range of ids is a range of time: one key names the row and its partition.
create table messages (
  workspace_id uuid not null,
  id uuid not null,
  thread_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  type text not null,
  content jsonb not null,
  text text not null,
  at platform_time not null,
  status text not null check (status in ('received', 'queued', 'held', 'sending', 'accepted', 'sent', 'delivered', 'read',
    'played', 'failed', 'refused', 'expired', 'cancelled', 'unclear')),
  timeline jsonb not null default '[]',
  wamid text,
  sent_by jsonb,
  template jsonb, -- the definition it was sent with, so that history shows what was said then
  price jsonb,    -- the estimate that decided it
  charged jsonb,  -- what the platform's status said, at our card's rate
  rule text,
  because text,
  error jsonb,
  window_event text check (window_event in ('opened', 'refreshed')),
  primary key (workspace_id, id),
  constraint inbound_is_received check ((direction = 'in') = (status = 'received'))
) partition by range (id);
create index messages_of_thread on messages (workspace_id, thread_id, at desc, id desc);

-- Both directions. What makes a webhook that comes twice change nothing the second time.
create table wamids (
  workspace_id uuid not null,
  wamid text not null,
  message_id uuid not null,
  primary key (workspace_id, wamid)
);

-- The send ledger: one row for each message we promised to send. It outlives the attempt.
--   queued → claimed → posting → accepted | failed | unclear, and back to queued from claimed, or after an answer that says "later".
--   held waits for a rule; refused, expired and cancelled never left.
create table sends (
  workspace_id uuid not null,
  id uuid not null, -- also the message's id, and what the platform echoes in biz_opaque_callback_data
  phone_number_id text not null,
  thread_id uuid not null,
  contact_id uuid not null,
  recipient jsonb not null,
  payload jsonb not null,
  kind text not null check (kind in ('free-form', 'template')),
  category text not null,
  initiator text not null check (initiator in ('person', 'api', 'campaign', 'automation')),
  priority smallint not null,
  idempotency_key text,
  state text not null default 'queued'
    check (state in ('queued', 'held', 'claimed', 'posting', 'accepted', 'failed', 'refused', 'expired', 'cancelled', 'unclear')),
  due_at platform_time not null,
  expires_at platform_time not null,
  retry_at machine_time,
  attempt smallint not null default 0,
  fence bigint,
  intent_at machine_time,
  -- The month whose free service messages this one uses, when it uses one; decided with its intent.
  service_month text,
  wamid text,
  primary key (workspace_id, id),
  unique (workspace_id, idempotency_key),
  constraint due_before_it_expires check (due_at <= expires_at),
  constraint in_hand_has_fence check (state not in ('claimed', 'posting') or fence is not null),
  constraint posting_has_intent check (state <> 'posting' or intent_at is not null),
  constraint accepted_has_wamid check (state <> 'accepted' or wamid is not null)
);
create index sends_due on sends (workspace_id, phone_number_id, priority, due_at, id) where state in ('queued', 'held');
create index sends_in_hand on sends (workspace_id, phone_number_id, fence) where state in ('claimed', 'posting');

-- Who may send for a number. Expires by the database's time; the fence grows with each new holder.
create table leases (
  workspace_id uuid not null,
  phone_number_id text not null,
  holder text not null,
  fence bigint not null,
  expires_at machine_time not null,
  primary key (workspace_id, phone_number_id)
);

-- The free service messages of one number and month: counted at acceptance, given back on failure.
create table service_usage (
  workspace_id uuid not null,
  phone_number_id text not null,
  month text not null, -- YYYY-MM in the time zone of the account
  used integer not null default 0 check (used >= 0),
  primary key (workspace_id, phone_number_id, month)
);

-- Which sends reached whom outside a window: the portfolio's rolling 24 hours.
create table reach_uses (
  workspace_id uuid not null,
  send_id uuid not null,
  portfolio_id text not null,
  contact_id uuid not null,
  at platform_time not null,
  primary key (workspace_id, send_id)
);
create index reach_uses_rolling on reach_uses (workspace_id, portfolio_id, at);

-- What happened, in an order a reader can follow: a reader of `seq > last` misses no late commit.
create table events (
  workspace_id uuid not null,
  seq bigint not null,
  type text not null,
  at platform_time not null,
  data jsonb not null,
  recorded_at machine_time not null default now(),
  primary key (workspace_id, recorded_at, seq)
) partition by range (recorded_at);
create index events_after on events (workspace_id, seq);

-- Partitions by time: journal by day, events and messages by month. Called at start and daily; asking twice changes nothing.
create function uuid7_at(at timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

create function ensure_partitions(first_day date, last_day date) returns void language plpgsql as $$
declare
  day date;
  month date;
begin
  for day in select generate_series(first_day, last_day, interval '1 day')::date loop
    execute format('create table if not exists journal_%s partition of journal for values from (%L) to (%L)',
      to_char(day, 'YYYYMMDD'), day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
  end loop;
  for month in select generate_series(date_trunc('month', first_day::timestamp), last_day::timestamp, interval '1 month')::date loop
    execute format('create table if not exists events_%s partition of events for values from (%L) to (%L)',
      to_char(month, 'YYYYMM'), month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    execute format('create table if not exists messages_%s partition of messages for values from (%L) to (%L)',
      to_char(month, 'YYYYMM'), uuid7_at(month::timestamp at time zone 'UTC'), uuid7_at((month + interval '1 month') at time zone 'UTC'));
  end loop;
end $$;

create table journal_default partition of journal default;
create table events_default partition of events default;
create table messages_default partition of messages default;
