-- Campaigns: what is sent to many, to whom, how far it is, and the habits of the workspace that its gate asks.

-- What a workspace has decided for itself: quiet hours, opt-in, frequency, caps, thresholds. Absent means the defaults of the code.
create table workspace_settings (
  workspace_id uuid primary key,
  settings jsonb not null
);

alter table contacts
  add column tags text[] not null default '{}',
  add constraint tags_are_bounded check (cardinality(tags) <= 50);

-- People by what is known of them, found anew whenever they are asked for.
create table segments (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  filter jsonb not null,
  created_at machine_time not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

--   draft → preparing → scheduled → running → finished, with paused beside running and cancelled from anywhere.
-- `waiting`, `refused` and `excluded` count recipients; what became of the others is counted by message status in campaign_counts.
create table campaigns (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  state text not null default 'draft'
    check (state in ('draft', 'preparing', 'scheduled', 'running', 'paused', 'finished', 'cancelled')),
  phone_number_id text not null,
  definition jsonb not null,
  created_by jsonb not null,
  created_at platform_time not null,
  launched_at platform_time,
  starts_at platform_time,
  ended_at platform_time,
  prepared jsonb not null default '{}', -- how far the choosing of recipients got
  audience integer not null default 0,
  excluded jsonb not null default '{}', -- by reason
  waiting integer not null default 0 check (waiting >= 0),
  refused integer not null default 0,
  because text,              -- why it is paused
  waiting_for text,          -- in words, while it runs and nothing can go
  wait_until platform_time,
  next_at platform_time,     -- the next slot of its own pace
  ramp jsonb,                -- which day of its ramp, and how many went on it
  winner smallint,           -- which of its templates the rest gets
  watch jsonb not null default '{}', -- what was looked at when it last went well
  attempt smallint not null default 0,
  primary key (workspace_id, id),
  constraint paused_says_why check (state <> 'paused' or because is not null)
);
create index campaigns_alive on campaigns (workspace_id, id) where state in ('preparing', 'scheduled', 'running');

-- Rows of an uploaded file or a list, in its order. `columns`: what the row says beside the number.
create table campaign_audience (
  workspace_id uuid not null,
  campaign_id uuid not null,
  position integer not null,
  contact_id uuid,
  columns jsonb,
  excluded text, -- why this row is nobody's: duplicate, no-number
  primary key (workspace_id, campaign_id, position)
);
create index campaign_audience_of on campaign_audience (workspace_id, contact_id) where contact_id is not null;

-- One row for each person of a launched campaign. Fed: in the send ledger, under `message_id`.
create table campaign_recipients (
  workspace_id uuid not null,
  campaign_id uuid not null,
  position integer not null,
  contact_id uuid,
  source integer,           -- position in campaign_audience
  country text not null default '',
  variant smallint not null default 0, -- which template; -1 waits for the winner
  state text not null check (state in ('waiting', 'fed', 'excluded', 'refused')),
  rule text,
  because text,
  message_id uuid,
  primary key (workspace_id, campaign_id, position),
  constraint fed_has_message check ((state = 'fed') = (message_id is not null)),
  constraint left_out_says_why check (state not in ('excluded', 'refused') or rule is not null)
);
create index campaign_recipients_waiting on campaign_recipients (workspace_id, campaign_id, variant, country, position)
  where state = 'waiting';
create index campaign_recipients_left_out on campaign_recipients (workspace_id, campaign_id, rule, position)
  where state in ('excluded', 'refused');

-- How many still wait, by what decides when they may go: their country's hours, and whether their template is chosen.
create table campaign_groups (
  workspace_id uuid not null,
  campaign_id uuid not null,
  variant smallint not null,
  country text not null,
  waiting integer not null check (waiting >= 0),
  primary key (workspace_id, campaign_id, variant, country)
);

alter table sends
  add column campaign_id uuid,
  add column cost numeric,        -- what was set aside for it under the spend caps
  add column spend_month text;    -- present while it is set aside
create index sends_of_campaign on sends (workspace_id, campaign_id) where campaign_id is not null
  and state in ('queued', 'held', 'claimed', 'posting', 'unclear');
-- Who got how much from campaigns and automations lately.
create index sends_unasked on sends (workspace_id, contact_id, due_at) where initiator in ('campaign', 'automation');

alter table messages
  add column campaign_id uuid,
  add column campaign_variant smallint;

-- What was spent, by number and campaign, in the month of the account. One number is written by one sender, so nobody waits.
create table spend (
  workspace_id uuid not null,
  month text not null,
  phone_number_id text not null,
  campaign_id uuid not null default '00000000-0000-0000-0000-000000000000',
  currency text not null,
  amount numeric not null,
  primary key (workspace_id, month, phone_number_id, campaign_id, currency)
);
create index spend_of_campaign on spend (workspace_id, campaign_id);

-- Messages of a campaign by status, kept by the database itself so that no path of code can forget one. Changes are appended, because
-- many write at once, and folded into the counts now and then; both together are exact at any moment.
create table campaign_counts (
  workspace_id uuid not null,
  campaign_id uuid not null,
  variant smallint not null,
  status text not null,
  messages integer not null,
  charged numeric not null default 0,
  primary key (workspace_id, campaign_id, variant, status)
);
create table campaign_moves (
  workspace_id uuid not null,
  campaign_id uuid not null,
  id bigint generated always as identity,
  variant smallint not null,
  status text not null,
  messages integer not null,
  charged numeric not null,
  primary key (workspace_id, campaign_id, id)
);

create function count_new_campaign_messages() returns trigger language plpgsql as $$
begin
  insert into campaign_moves (workspace_id, campaign_id, variant, status, messages, charged)
  select workspace_id, campaign_id, coalesce(campaign_variant, 0), status, count(*), 0
  from made where campaign_id is not null group by 1, 2, 3, 4;
  return null;
end $$;

create function count_moved_campaign_messages() returns trigger language plpgsql as $$
begin
  insert into campaign_moves (workspace_id, campaign_id, variant, status, messages, charged)
  select workspace_id, campaign_id, coalesce(campaign_variant, 0), status, sum(step), sum(step * amount)
  from (
    select workspace_id, campaign_id, campaign_variant, status, 1 as step, coalesce((charged->>'amount')::numeric, 0) as amount
    from after where campaign_id is not null
    union all
    select workspace_id, campaign_id, campaign_variant, status, -1, coalesce((charged->>'amount')::numeric, 0)
    from before where campaign_id is not null
  ) as change
  group by 1, 2, 3, 4 having sum(step) <> 0 or sum(step * amount) <> 0;
  return null;
end $$;

create trigger campaign_messages_made after insert on messages
  referencing new table as made for each statement execute function count_new_campaign_messages();
create trigger campaign_messages_moved after update on messages
  referencing old table as before new table as after for each statement execute function count_moved_campaign_messages();
