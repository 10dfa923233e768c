-- A message is written once and moved on three or four times, and no index knows its status: with room on its page, that costs no
-- index entries.
create or replace function ensure_partitions(first_day date, last_day date) returns void language plpgsql as $$
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
    execute format('create table if not exists messages_%s partition of messages for values from (%L) to (%L) with (fillfactor = 60)',
      to_char(month, 'YYYYMM'), uuid7_at(month::timestamp at time zone 'UTC'), uuid7_at((month + interval '1 month') at time zone 'UTC'));
  end loop;
end $$;
do $$
declare
  part regclass;
begin
  for part in select inhrelid::regclass from pg_inherits where inhparent = 'messages'::regclass loop
    execute format('alter table %s set (fillfactor = 60)', part);
  end loop;
end $$;
alter table sends set (fillfactor = 80);
alter table leases set (fillfactor = 50);
alter table workspace_counters set (fillfactor = 50);
