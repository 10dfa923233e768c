import { askForEmulator, type EmulatorInfo } from '../clock/meet-emulator.ts'
import type { Db } from '../database/database.ts'
import { row } from '../database/database.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const PATIENCE_MS = 10_000
const NOTICED_MS = 10_000
const HARMFUL_MS = 120_000

/** Reaches the platform and compares clocks by the `Date` of its answer. Answers with whether it is there, and the emulator if it is one. */
export async function* checkPlatform(
  graphUrl: string,
): AsyncGenerator<Finding, { reached: boolean; emulator: EmulatorInfo | null }> {
  const asked = Date.now()
  let date: number
  try {
    const answer = await fetch(`${graphUrl}/`, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
    await answer.body?.cancel()
    date = Date.parse(answer.headers.get('date') ?? '')
  } catch (error) {
    const reason = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message
    yield fail(
      'platform',
      `${graphUrl} does not answer: ${reason}.`,
      'Correct GRAPH_URL, or let this machine reach it (DNS, firewall, proxy).',
    )
    return { reached: false, emulator: null }
  }
  const emulator = await askForEmulator(graphUrl)
  yield ok('platform', emulator ? `An emulator answers at ${graphUrl}.` : `${graphUrl} answers.`)

  // The header counts whole seconds, cut off.
  const skew = Math.round((asked + Date.now()) / 2 - (date + 500))
  const apart = `This machine’s clock is ${(Math.abs(skew) / 1_000).toFixed(0)} s ${skew > 0 ? 'ahead of' : 'behind'} the platform’s.`
  const step = 'Keep the clock in step with NTP.'
  if (Number.isNaN(skew)) yield warn('clock', 'The platform did not say its time.', step)
  else if (Math.abs(skew) > HARMFUL_MS)
    yield fail('clock', `${apart} Windows, prices and schedules would be judged wrongly.`, step)
  else if (Math.abs(skew) > NOTICED_MS) yield warn('clock', apart, step)
  else yield ok('clock', 'This machine’s clock agrees with the platform’s.')
  return { reached: true, emulator }
}

/** Whether this database's history belongs to the emulator's world. */
export async function checkWorld(db: Db, emulator: EmulatorInfo | null): Promise<Finding | null> {
  const kept = await row<{ world_id: string | null }>(db, 'select world_id from platform_connection')
  if (!kept?.world_id) return null
  if (!emulator)
    return fail(
      'world',
      'This database holds the history of an emulator, and GRAPH_URL names something else.',
      'Use an empty database for the real platform.',
    )
  if (kept.world_id === emulator.worldId) return ok('world', 'The emulator’s world is the one this database belongs to.')
  return fail(
    'world',
    `This database belongs to another world (${kept.world_id}) than the emulator’s (${emulator.worldId}).`,
    'Restore that world in the emulator, or begin with an empty database.',
  )
}
