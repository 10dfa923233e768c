import type pg from 'pg'

/** How long it is remembered what ran, and what other programs told. */
const KEPT_DAYS = 90
const PORTION = 5_000

/** By machine time, which the ids of runs and events carry: beside an emulator their own time may be any. */
export async function forgetRuns(pool: pg.Pool): Promise<void> {
  const portions = [
    `with old as (
       select workspace_id, id from automation_runs where ended_at is not null and id < uuid7_at(now() - make_interval(days => $1)) limit $2
     ), steps as (delete from automation_steps s using old where s.workspace_id = old.workspace_id and s.run_id = old.id)
     delete from automation_runs r using old where r.workspace_id = old.workspace_id and r.id = old.id /* all workspaces: retention is the instance’s */`,
    `delete from contact_events e using (
       select workspace_id, id from contact_events where id < uuid7_at(now() - make_interval(days => $1)) limit $2
     ) old where e.workspace_id = old.workspace_id and e.id = old.id /* all workspaces: retention is the instance’s */`,
  ]
  for (const sql of portions) {
    for (;;) {
      const { rowCount } = await pool.query(sql, [KEPT_DAYS, PORTION])
      if ((rowCount ?? 0) < PORTION) break
    }
  }
  await pool.query('delete from automation_rehearsals where until < now() /* all workspaces: retention is the instance’s */')
}
