import type { PlatformTime } from '@casement/platform'
import type { Logger } from 'pino'
import { isErased } from '../contacts/redact-webhook.ts'
import type { Db } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import type { JournalEntry } from '../journal/read-journal.ts'
import { itemsOf, whyNoEffect } from './apply-change.ts'
import { CannotApply, type ChangeItem, type Setting } from './change.ts'
import { keepDeadLetters } from './dead-letters.ts'
import { changesOf, createRouter, type PlacedChange } from './route-changes.ts'
import { applyOrSetAside, type DeadItem, type ItemSource, type RoutedItem } from './set-aside.ts'

export type AppliedEntry = Pick<JournalEntry, 'id' | 'received_at'> & {
  state: 'applied' | 'unreadable' | 'unrouted'
  note: string | null
  /** Whom it is about. */
  workspaceIds: string[]
}

export type AppliedEntries = {
  entries: AppliedEntry[]
  /** What happened, by workspace: to be appended last in the transaction. */
  events: Map<string, DomainEvent[]>
  /** Slots of throughput that inbound messages used, by number. */
  spent: Map<string, number>
  dead: DeadItem[]
  /** The newest news of each workspace: of which numbers, and when. */
  heard: Map<string, { numbers: Set<string>; now: PlatformTime }>
}

/**
 * Folds journal entries into state, in their order. Everything they tell one workspace is applied together; workspaces share nothing,
 * so each goes on when another's items are set aside. `wanted` chooses among the items, in a replay.
 */
export async function applyEntries(
  tx: Db,
  entries: readonly JournalEntry[],
  log: Logger,
  wanted: (workspaceId: string, source: ItemSource) => boolean = () => true,
): Promise<AppliedEntries> {
  const bodies = entries.map((entry) => ({ entry, changes: changesOf(entry) }))
  const route = await createRouter(
    tx,
    bodies.flatMap(({ changes }) => changes ?? []),
  )
  const work = new Map<string, RoutedItem[]>()
  const dead: DeadItem[] = []
  const heard: AppliedEntries['heard'] = new Map()
  const applied = bodies.map(({ entry, changes }): AppliedEntry => {
    const notes = new Set<string>()
    const whose = new Set<string>()
    for (const placed of changes ?? []) {
      if (isErased(placed.change)) continue
      const without = whyNoEffect(placed.change.field)
      if (without !== null) notes.add(without)
      const setting = route(placed)
      if (!setting) {
        notes.add('Nobody here has this number or account')
        continue
      }
      whose.add(setting.workspaceId)
      hear(heard, setting)
      const list = work.get(setting.workspaceId) ?? []
      work.set(setting.workspaceId, list)
      for (const item of itemsOf(placed.change)) {
        if (isErased(item.item)) continue
        const source = sourceOf(placed, item)
        if (!wanted(setting.workspaceId, source)) continue
        const ready = prepare(setting, item, source)
        if ('reason' in ready) dead.push(ready)
        else list.push(ready)
      }
    }
    return {
      id: entry.id,
      received_at: entry.received_at,
      state: changes === null ? 'unreadable' : whose.size === 0 && changes.length > 0 ? 'unrouted' : 'applied',
      note: [...notes].join('; ') || null,
      workspaceIds: [...whose],
    }
  })

  const events = new Map<string, DomainEvent[]>()
  const spent = new Map<string, number>()
  for (const [workspaceId, items] of [...work].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (items.length === 0) continue
    const result = await applyOrSetAside(tx, items, log)
    events.set(workspaceId, result.events)
    dead.push(...result.dead)
    for (const number of result.spent) spent.set(number, (spent.get(number) ?? 0) + 1)
  }
  await keepDeadLetters(tx, dead)
  return { entries: applied, events, spent, dead, heard }
}

function hear(heard: AppliedEntries['heard'], { workspaceId, number, now }: Setting): void {
  if (!number) return
  const news = heard.get(workspaceId) ?? { numbers: new Set(), now }
  heard.set(workspaceId, news)
  news.numbers.add(number.id)
  news.now = now
}

/** What can be seen to be wrong without asking the database is set aside at once. */
function prepare(setting: Setting, item: ChangeItem, source: ItemSource): RoutedItem | DeadItem {
  if ('apply' in item) return { setting, work: { apply: item.apply }, source }
  try {
    return { setting, work: { news: item.read(setting) }, source }
  } catch (error) {
    if (!(error instanceof CannotApply)) throw error
    return { ...source, workspaceId: setting.workspaceId, reason: error.message }
  }
}

const sourceOf = ({ entry, change, path }: PlacedChange, item: ChangeItem): ItemSource => ({
  journalId: entry.id,
  receivedAt: entry.received_at,
  field: change.field,
  path: `${path}.${item.path}`,
  item: item.item,
})
