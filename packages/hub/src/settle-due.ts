import { type PlatformTime, platformTime } from '@casement/platform'
import type { Role } from './tools.ts'
import type { Workers } from './workers.ts'

/**
 * Lives everything that is due by now on this side; answers when the next thing will be, null when nothing is known to come. While
 * the clock is moved with a grain, what only looks at how things stand waits for the next stop.
 */
export function createSettleDue(
  workers: Workers,
  does: (role: Role) => boolean,
): (grainMs: number) => Promise<PlatformTime | null> {
  const {
    applier,
    automations,
    campaigns,
    consentReplies,
    fetcher,
    poller,
    pulse,
    releaser,
    sender,
    sequences,
    uploader,
    wake,
    watch,
    windows,
  } = workers

  /** What waited for a template or for a file goes as soon as there is no more to wait for. */
  const sendAll = async () => {
    await releaser.settle()
    let next = await sender.settle()
    while ((await uploader.settle()) > 0) next = await sender.settle()
    return next
  }

  return async (grainMs) => {
    const due: (PlatformTime | null)[] = []
    if (does('jobs')) await applier.drain()
    // What has left or come back may end a campaign, or let it go on; and it may begin an automation.
    for (let fed = 1; fed > 0; ) {
      const [before] = does('jobs') ? await Promise.all([campaigns.settle(), automations.settle()]) : [null]
      due.splice(0, due.length, does('sender') ? await sendAll() : null)
      if (!before) return soonest(due)
      const [closing, woken] = await Promise.all([windows.settle(), wake()])
      due.push(woken, grainMs === 0 ? closing : null)
      await applier.drain()
      const [begun, after, automated, replied] = await Promise.all([
        sequences.settle(),
        campaigns.settle(),
        automations.settle(),
        consentReplies.settle(),
      ])
      due.push(before.nextAt, after.nextAt, automated.nextAt, begun.nextAt)
      fed = after.fed + (automated.worked || begun.worked ? 1 : 0) + replied
    }
    await poller.settle()
    const [look] = await Promise.all([watch.settle(grainMs), pulse.settle(), fetcher.settle()])
    if (grainMs === 0) due.push(look)
    return soonest(due)
  }
}

const soonest = (due: readonly (PlatformTime | null)[]): PlatformTime | null => {
  const known = due.filter((at) => at !== null)
  return known.length === 0 ? null : platformTime(Math.min(...known))
}
