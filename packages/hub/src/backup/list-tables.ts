import { type Db, rows } from '../database/database.ts'

/** A table as a backup holds it: whole, with its partitions, and without what it computes itself. */
export type SavedTable = { readonly name: string; readonly columns: string }

const OURS = `n.nspname in ('public', 'auth') and not c.relispartition`
/** What a backup leaves out: the migrations are its header, and who is signed in signs in again. */
const LEFT_OUT = new Set(['public.schema_migrations', 'auth.session', 'auth.verification', 'public.rate_counts'])

/** Our tables, those that others point to first. */
export async function listTables(db: Db): Promise<SavedTable[]> {
  const found = await rows<SavedTable & { needs: string[] }>(
    db,
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
       (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       array(select quote_ident(fn.nspname) || '.' || quote_ident(f.relname) from pg_constraint k
         join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
         where k.contype = 'f' and k.conrelid = c.oid and k.confrelid <> c.oid) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and ${OURS} order by 1`,
  )
  const saved = found.filter(({ name }) => !LEFT_OUT.has(name))
  const sorted: typeof saved = []
  while (sorted.length < saved.length) {
    const ready = saved.filter(
      (table) => !sorted.includes(table) && table.needs.every((need) => sorted.some(({ name }) => name === need)),
    )
    if (ready.length === 0) throw new Error('Tables point to each other in a circle, so none can be restored first.')
    sorted.push(...ready)
  }
  return sorted.map(({ name, columns }) => ({ name, columns }))
}
