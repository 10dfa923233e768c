-- A partition that comes late takes over what had to wait in the default partition: after a long time off, or with a clock that was
-- ahead, rows may lie there already.
create function ensure_partition(parent text, name text, key text, lower_bound text, upper_bound text) returns void
language plpgsql as $$
declare
  waits boolean;
  columns text;
begin
  if to_regclass(name) is not null then
    return;
  end if;
  execute format('select exists (select 1 from %I where %I >= %L and %I < %L)', parent || '_default', key, lower_bound, key, upper_bound)
    into waits;
  if not waits then
    execute format('create table if not exists %I partition of %I for values from (%L) to (%L)', name, parent, lower_bound, upper_bound);
    return;
  end if;
  -- Nobody may write there between the move and the moment from which the new partition takes the rows.
  execute format('lock table %I in access exclusive mode', parent);
  execute format('create table %I (like %I including defaults including constraints including generated)', name, parent);
  select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute where attrelid = parent::regclass and attnum > 0 and not attisdropped and attgenerated = '';
  execute format('with moved as (delete from %I where %I >= %L and %I < %L returning *) insert into %I (%s) select %s from moved',
    parent || '_default', key, lower_bound, key, upper_bound, name, columns, columns);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, name, lower_bound, upper_bound);
end $$;

create or replace function ensure_partitions(first_day date, last_day date) returns void language plpgsql as $$
declare
  day date;
  month date;
  next_month date;
begin
  for day in select generate_series(first_day, last_day, interval '1 day')::date loop
    perform ensure_partition('journal', 'journal_' || to_char(day, 'YYYYMMDD'), 'received_at',
      (day::timestamp at time zone 'UTC')::text, ((day + 1)::timestamp at time zone 'UTC')::text);
  end loop;
  for month in select generate_series(date_trunc('month', first_day::timestamp), last_day::timestamp, interval '1 month')::date loop
    next_month := (month + interval '1 month')::date;
    perform ensure_partition('events', 'events_' || to_char(month, 'YYYYMM'), 'recorded_at',
      (month::timestamp at time zone 'UTC')::text, (next_month::timestamp at time zone 'UTC')::text);
    perform ensure_partition('messages', 'messages_' || to_char(month, 'YYYYMM'), 'id',
      uuid7_at(month::timestamp at time zone 'UTC')::text, uuid7_at(next_month::timestamp at time zone 'UTC')::text);
  end loop;
end $$;

-- Days and months that lie in a default partition and have none of their own: what `ensure_partitions` is asked to make.
create function days_in_default() returns setof date language sql as $$
  select distinct (received_at at time zone 'UTC')::date from journal_default
  union select distinct date_trunc('month', recorded_at at time zone 'UTC')::date from events_default
  union select distinct date_trunc('month', to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
    at time zone 'UTC')::date from messages_default
$$;

-- Partitions by parent, with the instant before which all of their rows lie.
create function partitions_of(parent text) returns table (name text, until timestamptz) language sql stable as $$
  select c.relname::text,
    (case length(stamp.digits)
      when 8 then to_date(stamp.digits, 'YYYYMMDD') + interval '1 day'
      else to_date(stamp.digits || '01', 'YYYYMMDD') + interval '1 month' end) at time zone 'UTC'
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  cross join lateral (select substring(c.relname from '_([0-9]{6,8})$') as digits) stamp
  where i.inhparent = parent::regclass and stamp.digits is not null
$$;
