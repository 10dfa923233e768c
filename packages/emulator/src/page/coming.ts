import type { PlatformTime } from '@casement/platform'
import { DAY, policies } from '@casement/platform'
import { cswOpen, cswUntil, fepOpen, fepWaiting } from '../messages/windows.ts'
import type { Thread } from '../world/records.ts'
import type { World } from '../world/world.ts'

export type Coming = { at: string; what: 'window' | 'entry-point' | 'template' | 'policy' | 'day'; label: string }

const MOST_OF_A_KIND = 6
const AHEAD = 4 * DAY

/** What happens next if nobody does anything: windows and entry points that close, paused templates, midnights, a new policy. */
export function whatComes(world: World): Coming[] {
  const now = world.now()
  return [...windows(world, now), ...templates(world, now), ...days(now), ...newPolicies(now)]
    .filter(({ at }) => at > now)
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...rest }) => ({ at: new Date(at).toISOString(), ...rest }))
}

type Due = { at: number; what: Coming['what']; label: string }

/** The soonest of each kind; a world of a million threads is read once and mostly thrown away. */
function windows(world: World, now: PlatformTime): Due[] {
  const closings = new Soonest()
  const ends = new Soonest()
  for (const thread of world.threads.values()) {
    const number = world.numbers.get(thread.numberId)
    if (!number || (thread.lastUserAt === null && thread.fep === null)) continue
    const policy = world.policyOf(world.wabas.get(number.wabaId), now)
    if (cswOpen(thread, policy, now)) closings.offer(cswUntil(thread, policy) as number, thread)
    if (fepOpen(thread, now)) ends.offer(thread.fep?.until as number, thread)
    else if (fepWaiting(thread, now)) ends.offer(thread.fep?.candidateUntil as number, thread)
  }
  const nameOf = (thread: Thread) => world.customers.get(thread.waId)?.name ?? `+${thread.waId}`
  return [
    ...closings.found.map(({ at, thread }): Due => ({ at, what: 'window', label: `${nameOf(thread)} closes` })),
    ...ends.found.map(
      ({ at, thread }): Due => ({
        at,
        what: 'entry-point',
        label:
          thread.fep?.startedAt == null
            ? `${nameOf(thread)}’s chance of a free entry point ends`
            : `${nameOf(thread)}’s entry point ends`,
      }),
    ),
  ]
}

class Soonest {
  readonly found: { at: number; thread: Thread }[] = []

  offer(at: number, thread: Thread): void {
    const last = this.found.at(-1)
    if (this.found.length === MOST_OF_A_KIND && last && at >= last.at) return
    this.found.push({ at, thread })
    this.found.sort((a, b) => a.at - b.at)
    if (this.found.length > MOST_OF_A_KIND) this.found.pop()
  }
}

function templates(world: World, now: number): Due[] {
  const due: Due[] = []
  for (const { name, status, pausedUntil } of world.templates.values()) {
    if (status === 'PAUSED' && pausedUntil !== null && pausedUntil < now + AHEAD)
      due.push({ at: pausedUntil, what: 'template', label: `${name} returns` })
  }
  return due.slice(0, MOST_OF_A_KIND)
}

function days(now: number): Due[] {
  const first = Math.floor(now / DAY) * DAY + DAY
  return [0, 1, 2].map((day) => ({ at: first + day * DAY, what: 'day', label: '' }))
}

const newPolicies = (now: number): Due[] =>
  policies
    .map(({ id, from }): Due => ({ at: Date.parse(`${from}T00:00:00Z`), what: 'policy', label: `${id} begins` }))
    .filter(({ at }) => at > now && at < now + AHEAD)
