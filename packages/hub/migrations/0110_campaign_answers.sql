-- What came of a campaign beside what the platform tells of its messages: who answered, and of what kind the failures are.

-- Failures are counted by their code; everything else under 0.
alter table campaign_moves add column code integer not null default 0;
alter table campaign_counts add column code integer not null default 0;
alter table campaign_counts drop constraint campaign_counts_pkey;
alter table campaign_counts add primary key (workspace_id, campaign_id, variant, status, code);

create function failure_code(status text, error jsonb) returns integer language sql immutable as $$
  select case when status = 'failed' and error->>'code' ~ '^[0-9]{1,9}$' then (error->>'code')::integer else 0 end
$$;

create or replace function count_new_campaign_messages() returns trigger language plpgsql as $$
begin
  insert into campaign_moves (workspace_id, campaign_id, variant, status, code, messages, charged)
  select workspace_id, campaign_id, coalesce(campaign_variant, 0), status, failure_code(status, error), count(*), 0
  from made where campaign_id is not null group by 1, 2, 3, 4, 5;
  return null;
end $$;

create or replace function count_moved_campaign_messages() returns trigger language plpgsql as $$
begin
  insert into campaign_moves (workspace_id, campaign_id, variant, status, code, messages, charged)
  select workspace_id, campaign_id, coalesce(campaign_variant, 0), status, code, sum(step), sum(step * amount)
  from (
    select workspace_id, campaign_id, campaign_variant, status, failure_code(status, error) as code, 1 as step,
      coalesce((charged->>'amount')::numeric, 0) as amount
    from after where campaign_id is not null
    union all
    select workspace_id, campaign_id, campaign_variant, status, failure_code(status, error), -1,
      coalesce((charged->>'amount')::numeric, 0)
    from before where campaign_id is not null
  ) as change
  group by 1, 2, 3, 4, 5 having sum(step) <> 0 or sum(step * amount) <> 0;
  return null;
end $$;

-- Messages of campaigns that somebody answered, each kind once.
create table campaign_answers (
  workspace_id uuid not null,
  campaign_id uuid not null,
  kind text not null check (kind in ('replied', 'clicked', 'stopped')),
  message_id uuid not null,
  variant smallint not null,
  at platform_time not null,
  primary key (workspace_id, campaign_id, kind, message_id)
);

-- How far the events of a workspace with campaigns were read for answers.
create table campaign_listeners (
  workspace_id uuid primary key,
  seq bigint not null
);
