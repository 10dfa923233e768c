import type { PlatformTime } from '@casement/platform'
import { DAY, later, MINUTE } from '@casement/platform'
import { factOn, numberOn } from '@casement/platform/reference'
import { restrict } from '../accounts/restrictions.ts'
import { failMessage } from '../messages/progress.ts'
import type { OutboundMessage, Waba } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { sendHeld } from './lifecycle.ts'

/** The batch under way: how many of it went, when the next may go, and who waits for it. */
type Batch = { key: string; kind: 'portfolio-pacing'; sent: number; until: PlatformTime; held: string[]; exempt: boolean }

const batchOf = (world: World, portfolioId: string): Batch => {
  const key = `portfolio-pacing:${portfolioId}`
  const never = 0 as PlatformTime
  return (
    (world.things.get(key) as Batch | undefined) ?? {
      key,
      kind: 'portfolio-pacing',
      sent: 0,
      until: never,
      held: [],
      exempt: false,
    }
  )
}

/**
 * Portfolio pacing: a portfolio with little history sends its bursts in batches, and the rest waits for the feedback on them. Off in a
 * world that sets no size of a batch, for Meta publishes none. True when the message waits.
 */
export function holdForPortfolio(world: World, waba: Waba, message: OutboundMessage): boolean {
  const size = world.settings.portfolioBatch
  if (size === 0) return false
  const now = message.acceptedAt
  const batch = batchOf(world, waba.portfolioId)
  if (batch.exempt) return false
  if (now >= batch.until && batch.held.length === 0) {
    batch.exempt = isEstablished(world, waba.portfolioId, now)
    batch.sent = 0
    batch.until = later(now, world.settings.pacingMinutes * MINUTE)
  }
  if (batch.exempt || batch.sent < size) {
    world.things.put({ ...batch, sent: batch.sent + 1 })
    return false
  }
  if (batch.held.length === 0) world.schedule(batch.until, 'portfolio.next-batch', waba.portfolioId)
  batch.held.push(message.id)
  world.things.put(batch)
  return true
}

/** Enough template messages in a year end it. */
function isEstablished(world: World, portfolioId: string, now: PlatformTime): boolean {
  const day = cachedDay(now, 'UTC')
  const enough = numberOn('portfolio.pacing-below', day)
  if (world.messages.size < enough) return false
  const since = now - numberOn('portfolio.pacing-days', day) * DAY
  let sent = 0
  for (const message of world.messages.values()) {
    if (message.templateId !== null && message.acceptedAt > since && world.wabaOf(message.from)?.portfolioId === portfolioId)
      sent++
  }
  return sent >= enough
}

/** What falls due for paced portfolios. */
export const portfolioPacingHappenings = {
  'portfolio.next-batch': (world: World, portfolioId: string): void => {
    const batch = batchOf(world, portfolioId)
    const wabas = [...world.wabas.values()].filter((waba) => waba.portfolioId === portfolioId)
    if (wasReceivedBadly(world, wabas)) {
      for (const id of batch.held) {
        const message = world.messages.get(id)
        if (message?.status === 'held')
          failMessage(world, message, 132015, 'The portfolio is under review because of the feedback on its last messages.')
      }
      world.things.put({ ...batch, held: [] })
      const [, hours = 48] = (factOn('enforcement.appeal-hours', cachedDay(world.now(), 'UTC'))?.value ?? []) as readonly number[]
      for (const waba of wabas) restrict(world, waba, ['RESTRICTED_BIZ_INITIATED_MESSAGING'], hours)
      return
    }
    const size = world.settings.portfolioBatch || batch.held.length
    const going = batch.held.slice(0, size)
    const held = batch.held.slice(size)
    const until = later(world.now(), world.settings.pacingMinutes * MINUTE)
    world.things.put({ ...batch, held, sent: going.length, until })
    if (held.length > 0) world.schedule(until, 'portfolio.next-batch', portfolioId)
    for (const id of going) {
      const message = world.messages.get(id)
      if (message?.status === 'held') sendHeld(world, message)
    }
  },
}

function wasReceivedBadly(world: World, wabas: readonly Waba[]): boolean {
  const ids = new Set(wabas.map((waba) => waba.id))
  for (const number of world.numbers.values()) if (ids.has(number.wabaId) && number.quality === 'RED') return true
  for (const template of world.templates.values()) {
    if (ids.has(template.wabaId) && template.quality === 'RED' && !template.pausedByPacing) return true
  }
  return false
}
