-- What messages came to, by day of the account's time zone and by everything people ask by. Figured from the messages when somebody
-- asks, and again while they still change; never counted along.
create table daily_figures (
  workspace_id uuid not null,
  day date not null,
  phone_number_id text not null,
  direction text not null,
  category text not null, -- '' where it has none
  market text not null,
  template text not null,
  sent_by text not null,
  campaign text not null,
  priced_as text not null, -- the platform's type of price: regular, free_customer_service, free_entry_point
  currency text not null,
  messages integer not null,
  accepted integer not null,
  delivered integer not null,
  read integer not null,
  failed integer not null,
  cost numeric not null,
  primary key (workspace_id, day, phone_number_id, direction, category, market, template, sent_by, campaign, priced_as, currency)
);

create table daily_failures (
  workspace_id uuid not null,
  day date not null,
  hour smallint not null,
  phone_number_id text not null,
  code integer not null, -- 0 where the platform named none
  template text not null,
  market text not null,
  messages integer not null,
  primary key (workspace_id, day, hour, phone_number_id, code, template, market)
);

-- How far the figures of a day reach: the workspace's last event when they were made.
create table figured_days (
  workspace_id uuid not null,
  day date not null,
  event_seq bigint not null,
  figured_at machine_time not null default now(),
  final boolean not null,
  primary key (workspace_id, day)
);
