import type { Comparison, Disagreement } from '../compare/compare-fate.ts'
import type { History } from '../history/step.ts'
import type { Status } from '../known/hear-status.ts'
import { hearWebhook, type WebhookBody } from '../known/hear-webhook.ts'
import { newKnown } from '../known/known.ts'
import { readTemplates, submitTemplates } from '../known/read-templates.ts'
import type { Game } from './game.ts'
import { hearFates } from './hear-fates.ts'
import { liveStep } from './live-step.ts'
import { Platform } from './platform.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

export type Played = {
  /** Steps taken: all of them, or up to the first disagreement. */
  readonly steps: number
  readonly comparisons: readonly Comparison[]
  readonly disagreement: Disagreement | null
}

/** Long enough for everything to be told: fates within seconds, held messages within the hour. */
const AFTERWARDS_MS = 2 * 3_600_000

/**
 * Plays a history to both readings of the rules, from a new world, until they disagree or it ends. `prepare` may change the world
 * before the first step.
 */
export async function playHistory(
  history: History,
  receiver: WebhookReceiver,
  prepare?: (platform: Platform) => Promise<void>,
): Promise<Played> {
  const heard: Status[] = []
  // Nothing is told before the first step, so what is heard has somewhere to go.
  let hear: (body: unknown) => void = () => {}
  const platform = await Platform.start(history, receiver, (body) => hear(body))
  const known = newKnown(history.timeZone, history.currency, platform.numbers)
  hear = (body) => heard.push(...hearWebhook(known, body as WebhookBody, platform.now()))
  const game: Game = {
    history,
    platform,
    known,
    pending: new Map(),
    undelivered: new Map(),
    openingReplies: new Map(),
    heard,
    deeds: { unreachable: new Set(), byDesktop: new Set(), byPage: new Set() },
    comparisons: [],
    lastHoldUntil: null,
  }
  try {
    await submitTemplates(platform)
    await readTemplates(platform, known)
    await prepare?.(platform)
    let steps = 0
    for (const [place, step] of history.steps.entries()) {
      await liveStep(game, step, place)
      await hearFates(game)
      steps++
      const disagreement = firstDisagreement(game)
      if (disagreement) return { steps, comparisons: game.comparisons, disagreement }
    }
    await platform.advance(AFTERWARDS_MS)
    await hearFates(game)
    return { steps, comparisons: game.comparisons, disagreement: firstDisagreement(game) ?? untold(game) }
  } finally {
    await platform.close()
  }
}

function firstDisagreement({ comparisons }: Game): Disagreement | null {
  const found = comparisons.flatMap((one) => (one.is === 'disagreement' ? [one.disagreement] : []))
  return found.reduce<Disagreement | null>((first, one) => (first === null || one.step < first.step ? one : first), null)
}

/** An accepted message of which nothing was ever heard. */
function untold({ pending }: Game): Disagreement | null {
  const [first] = pending.values()
  return first
    ? {
        kind: 'never told',
        step: first.outlook.step,
        rules: first.outlook.decision.kind,
        platform: 'accepted, and no status since',
      }
    : null
}
