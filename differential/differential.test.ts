import { afterAll, beforeAll, expect, test } from 'vitest'
import { leftOut, OPENED_MEANWHILE } from './compare/left-out.ts'
import { Coverage, mustBeMet } from './coverage.ts'
import { generateHistory } from './history/generate-history.ts'
import type { History } from './history/step.ts'
import { playHistory } from './play/play-history.ts'
import { startWebhookReceiver, type WebhookReceiver } from './play/webhook-receiver.ts'
import { shrinkHistory } from './shrink-history.ts'
import { tellDisagreement } from './tell-disagreement.ts'

const env = (name: string): number | undefined => {
  const text = process.env[`CASEMENT_DIFFERENTIAL_${name}`]
  return text === undefined || text === '' ? undefined : Number(text)
}
/** Every night 100,000; in each run of the tests enough to meet every rule. */
const ENOUGH = 5_000
/** Finding the shortest history takes its time. */
const LONGEST_MS = 900_000
const steps = env('STEPS') ?? ENOUGH
const only = env('SEED')
const firstSeed = env('FROM') ?? 0

let receiver: WebhookReceiver
beforeAll(async () => {
  receiver = await startWebhookReceiver()
})
afterAll(() => receiver.close())

/** Plays one history, and fails with the shortest one that shows the same when the two sides disagree. */
async function prove(history: History, coverage: Coverage): Promise<number> {
  const played = await playHistory(history, receiver)
  coverage.add(played.comparisons)
  if (played.disagreement === null) return played.steps
  const shortest = await shrinkHistory(history, played.disagreement, (shorter) => playHistory(shorter, receiver))
  throw new Error(tellDisagreement(history, shortest.history, shortest.disagreement))
}

if (only !== undefined) {
  test(`the history of seed ${only}`, { timeout: LONGEST_MS }, async () => {
    await prove(generateHistory(only), new Coverage())
  })
} else {
  test(`the rules and the emulator agree on ${steps} steps`, { timeout: LONGEST_MS + steps * 20 }, async () => {
    const coverage = new Coverage()
    let taken = 0
    for (let seed = firstSeed; taken < steps; seed++) taken += await prove(generateHistory(seed), coverage)
    console.info(`differential: ${taken} steps, ${coverage.summary()}`)
    if (steps < ENOUGH) return
    expect(mustBeMet.filter((what) => !coverage.agreed.has(what))).toEqual([])
    // What is left out is the exception, and every reason for it stands in the list.
    const left = [...coverage.leftOut.values()].reduce((sum, times) => sum + times, 0)
    expect(left / (coverage.compared + left)).toBeLessThan(0.08)
    const named = [...leftOut.map(({ id }) => id), OPENED_MEANWHILE.id]
    expect([...coverage.leftOut.keys()].filter((id) => !named.includes(id))).toEqual([])
  })
}
