-- How many a schedule has begun for this time, so that its pace goes on from there without counting them.
alter table automations add column begun_runs integer not null default 0;
update automations a set begun_runs = (
  select count(*) from automation_runs r
  where r.workspace_id = a.workspace_id and r.automation_id = a.id
    and r.trigger_key like 'schedule ' || to_char(a.next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || ' %')
where begun_until is not null;
