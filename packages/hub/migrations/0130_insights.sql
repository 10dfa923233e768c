-- Figures of days that tell more: whether the window was open, what had been estimated, what was tapped and answered. All of it is
-- figured from the messages again, where they are still there; older days keep what they have.
delete from figured_days f where exists (
  select 1 from messages m where m.workspace_id = f.workspace_id and m.at >= f.day::timestamp at time zone 'UTC'
    and m.at < (f.day + 1)::timestamp at time zone 'UTC');
alter table figured_days add column platform_at platform_time not null default '-infinity';
alter table figured_days add column took_ms integer not null default 0;

alter table daily_figures add column in_window boolean not null default false; -- the customer service window was open when it went
alter table daily_figures add column estimated numeric not null default 0; -- what had been expected of those that were charged
alter table daily_figures add column charged integer not null default 0; -- how many carry a price of the platform
alter table daily_figures add column tapped integer not null default 0;
alter table daily_figures add column replied integer not null default 0;
alter table daily_figures drop constraint daily_figures_pkey;
alter table daily_figures add primary key
  (workspace_id, day, phone_number_id, direction, category, market, template, sent_by, campaign, priced_as, currency, in_window);

alter table daily_failures add column campaign text not null default '';
alter table daily_failures add column prefix text not null default ''; -- the first six digits of the number; '' where it is not known
alter table daily_failures add column import_job text not null default ''; -- the import that brought the person
alter table daily_failures drop constraint daily_failures_pkey;
alter table daily_failures add primary key
  (workspace_id, day, hour, phone_number_id, code, template, market, campaign, prefix, import_job);

-- What came and went by hour of the account's day.
create table daily_hours (
  workspace_id uuid not null,
  day date not null,
  hour smallint not null,
  phone_number_id text not null,
  received integer not null,
  sent integer not null,
  primary key (workspace_id, day, hour, phone_number_id)
);

-- Questions of customers and how long each waited. A question is all they wrote until somebody answered; campaigns are no answer.
create table daily_responses (
  workspace_id uuid not null,
  day date not null,
  hour smallint not null,
  phone_number_id text not null,
  answered_by text not null, -- the kind of who answered, or the id of a person; '' where nobody did before the window closed
  waited smallint not null,  -- power of 1.1 of the seconds; -1 where nobody answered
  questions integer not null,
  primary key (workspace_id, day, hour, phone_number_id, answered_by, waited)
);

-- Conversations by the day they began. `lived`: the 24 hours that follow a first message. `billed`: as conversation-based pricing
-- counted them before July 2025, one for each category and 24 hours, and one of 72 for a free entry point.
create table daily_conversations (
  workspace_id uuid not null,
  day date not null,
  phone_number_id text not null,
  counted_as text not null check (counted_as in ('lived', 'billed')),
  begun_by text not null check (begun_by in ('customer', 'business')),
  category text not null,
  market text not null,
  conversations integer not null,
  primary key (workspace_id, day, phone_number_id, counted_as, begun_by, category, market)
);

-- People that messages outside a window reached, by portfolio.
create table daily_reach (
  workspace_id uuid not null,
  day date not null,
  portfolio_id text not null,
  people integer not null,
  primary key (workspace_id, day, portfolio_id)
);

-- A conversation lasts 24 hours from its first message, however many follow: over messages in their order, when the current one began.
create function in_conversation_since(began timestamptz, at timestamptz) returns timestamptz language sql immutable as $$
  select case when began is null or at >= began + interval '24 hours' then at else began end
$$;
create aggregate conversation_since(timestamptz) (sfunc = in_conversation_since, stype = timestamptz);

-- Billed conversations open at once, over what was delivered in its order: when that of marketing, utility, authentication, service and
-- free entry point began, and last the one that this message opened, if it did. Free text opens one only where none is open.
create function bill_conversation(open timestamptz[], at timestamptz, category text) returns timestamptz[] language plpgsql immutable as $$
declare
  own integer := array_position(array['marketing', 'utility', 'authentication', 'service', 'referral_conversion'], category);
begin
  if open is null then
    open := array_fill(null::timestamptz, array[6]);
  end if;
  open[6] := null;
  if own is null or open[5] + interval '72 hours' > at then
    return open;
  end if;
  if own = 4 and greatest(open[1], open[2], open[3], open[4]) + interval '24 hours' > at then
    return open;
  end if;
  if open[own] + interval '24 hours' > at then
    return open;
  end if;
  open[own] := at;
  open[6] := at;
  return open;
end $$;
create aggregate billed_conversations(timestamptz, text) (sfunc = bill_conversation, stype = timestamptz[]);
