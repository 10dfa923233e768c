-- Partitions are made as 0012 has it; those of messages keep room for statuses besides.
create or replace function ensure_partitions(first_day date, last_day date) returns void language plpgsql as $$
declare
  day date;
  month date;
  next_month date;
  part text;
begin
  for day in select generate_series(first_day, last_day, interval '1 day')::date loop
    perform ensure_partition('journal', 'journal_' || to_char(day, 'YYYYMMDD'), 'received_at',
      (day::timestamp at time zone 'UTC')::text, ((day + 1)::timestamp at time zone 'UTC')::text);
  end loop;
  for month in select generate_series(date_trunc('month', first_day::timestamp), last_day::timestamp, interval '1 month')::date loop
    next_month := (month + interval '1 month')::date;
    perform ensure_partition('events', 'events_' || to_char(month, 'YYYYMM'), 'recorded_at',
      (month::timestamp at time zone 'UTC')::text, (next_month::timestamp at time zone 'UTC')::text);
    part := 'messages_' || to_char(month, 'YYYYMM');
    perform ensure_partition('messages', part, 'id',
      uuid7_at(month::timestamp at time zone 'UTC')::text, uuid7_at(next_month::timestamp at time zone 'UTC')::text);
    if exists (select 1 from pg_class where oid = to_regclass(part) and reloptions is null) then
      execute format('alter table %I set (fillfactor = 60)', part);
    end if;
  end loop;
end $$;
