import { type Db, rows } from './database.ts'

/**
 * The schema as the database has it, in an order that does not depend on how it came about: what a reviewer reads beside a
 * migration, and what a test compares so that neither drifts. Partitions are left out, for their names are days.
 */
export async function describeSchema(db: Db): Promise<string> {
  const lines = await rows<{ line: string }>(
    db,
    `with mine as (
       select c.oid, n.nspname, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and not c.relispartition
     )
     select line from (
       select format('%s.%s', nspname, relname) as owner, 0 as kind, '' as name,
         format(E'\\ntable %s.%s%s', nspname, relname, case when relkind = 'p' then ' (partitioned: ' || pg_get_partkeydef(oid) || ')' else '' end) as line
       from mine where mine.relkind in ('r', 'p')
       union all
       select format('%s.%s', mine.nspname, mine.relname), 1, lpad(a.attnum::text, 4, '0'),
         format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
           coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), case when a.attidentity <> '' then ' identity' else '' end))
       from mine join pg_attribute a on a.attrelid = mine.oid and a.attnum > 0 and not a.attisdropped
       left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where mine.relkind in ('r', 'p')
       union all
       select format('%s.%s', mine.nspname, mine.relname), 2, con.conname, format('  constraint %s %s', con.conname, pg_get_constraintdef(con.oid))
       from mine join pg_constraint con on con.conrelid = mine.oid and con.contype <> 'n' where mine.relkind in ('r', 'p')
       union all
       select format('%s.%s', mine.nspname, mine.relname), 3, i.relname, '  ' || pg_get_indexdef(i.oid)
       from mine join pg_index x on x.indrelid = mine.oid join pg_class i on i.oid = x.indexrelid
       where not exists (select 1 from pg_constraint con where con.conindid = i.oid) and mine.relkind in ('r', 'p')
       union all
       select 'functions', 4, p.proname, format(E'\\nfunction %s.%s(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname not in ('pg_catalog', 'information_schema')
     ) as described
     order by owner collate "C", kind, name collate "C", line collate "C"`,
  )
  return `${lines
    .map(({ line }) => line)
    .join('\n')
    .trimStart()}\n`
}
