import type { PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { arrive, holdRuns, loadPeople, type Stepping, type Taking, type Walk } from './run-walk.ts'
import { goOn, takeStep } from './take-step.ts'
import { keepRuns, writeDown } from './write-steps.ts'

/** What came of runs that were due. */
export type Taken = {
  /** How many were taken on. */
  runs: number
  /** The numbers in whose ledgers something new stands. */
  queued: ReadonlySet<string>
}

/** A run goes so far in one transaction at most; what is left follows in the next. */
const STEPS_AT_ONCE = 20

/**
 * Takes runs on, each until it waits, calls somebody, or ends: all they do to our own tables, the send ledger among them, in one
 * transaction with where they have got to. Whoever is killed in between has done nothing; whoever comes second finds it done. Runs in
 * other hands, or not due, are left out. Runs that stumble together are halved until the one that does is alone; its neighbours go on.
 */
export async function takeSteps(
  pool: pg.Pool,
  workspaceId: string,
  runIds: readonly string[],
  now: PlatformTime,
  stumbled: (runId: string, error: unknown) => void,
  links: LinkTracker | null = null,
): Promise<Taken> {
  try {
    return await transactAgain(pool, (tx) => takeTogether({ tx, workspaceId, now, links }, runIds))
  } catch (error) {
    const half = Math.ceil(runIds.length / 2)
    if (runIds.length < 2) {
      for (const id of runIds) stumbled(id, error)
      return { runs: 0, queued: new Set() }
    }
    const first = await takeSteps(pool, workspaceId, runIds.slice(0, half), now, stumbled, links)
    const second = await takeSteps(pool, workspaceId, runIds.slice(half), now, stumbled, links)
    return { runs: first.runs + second.runs, queued: new Set([...first.queued, ...second.queued]) }
  }
}

/** All of them take their first step, then all that go on their second, so that what steps read and write is done in sets. */
async function takeTogether(taking: Taking, runIds: readonly string[]): Promise<Taken> {
  const { tx, workspaceId, now } = taking
  const walks = (await holdRuns(taking, runIds)).map(
    (run): Walk => ({ run, events: [], person: null, node: null, due: now, ending: null, queued: false }),
  )
  let going = walks
  for (let taken = 0; going.length > 0 && taken <= STEPS_AT_ONCE; taken++) {
    await loadPeople(taking, going)
    for (const walk of going) arrive(walk)
    const stepping = going.filter((walk): walk is Stepping => walk.node !== null)
    if (taken === STEPS_AT_ONCE) break
    const stepped = await takeStep(taking, stepping)
    await writeDown(taking, stepped)
    for (const { walk, came } of stepped) goOn(walk, came, now)
    going = stepping.filter(({ node }) => node !== null)
  }
  const ended = await keepRuns(taking, walks)
  await appendEvents(tx, workspaceId, [...walks.flatMap(({ events }) => events), ...ended])
  return {
    runs: walks.length,
    queued: new Set(walks.flatMap(({ queued, run }) => (queued ? run.phone_number_id : []))),
  }
}
