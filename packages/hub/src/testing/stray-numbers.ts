import type pg from 'pg'

/** Contacts whose row names another number than the lowest of theirs: there are none, whatever happened to their numbers. */
export const strayNumbers = async (pool: pg.Pool): Promise<{ kept: string | null; lowest: string | null }[]> =>
  (
    await pool.query(
      `/* all workspaces: what a row says of itself holds in each of them */
       select c.phone as kept, lowest.phone as lowest from contacts c
       left join (select workspace_id, contact_id, min(value) as phone from contact_aliases where kind = 'e164' group by workspace_id, contact_id) lowest
         on lowest.workspace_id = c.workspace_id and lowest.contact_id = c.id
       where c.phone is distinct from lowest.phone`,
    )
  ).rows
