import type { Logger } from 'pino'
import type { Db } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { CannotApply, type ChangeItem, type Setting } from './change.ts'
import type { MessageNews } from './message-news.ts'
import { applyMessages } from './message-set.ts'

/** One item of a webhook on its way into the state, and where it stood. */
export type RoutedItem = {
  setting: Setting
  work: { news: MessageNews } | { apply: Extract<ChangeItem, { apply: unknown }>['apply'] }
  source: ItemSource
}

export type ItemSource = { journalId: number; receivedAt: string; field: string; path: string; item: unknown }

/** An item that could not be applied, and why. */
export type DeadItem = ItemSource & { workspaceId: string; reason: string }

export type Applied = { events: DomainEvent[]; spent: string[]; dead: DeadItem[] }

/**
 * Applies items of one workspace in their order. When they cannot be applied together they are halved, each half behind a savepoint
 * of its own, until the bad one is alone: it is set aside with its reason, and its neighbours go on.
 */
export async function applyOrSetAside(tx: Db, items: readonly RoutedItem[], log: Logger): Promise<Applied> {
  const applied: Applied = { events: [], spent: [], dead: [] }
  await tx.query('savepoint items')
  try {
    await applyInOrder(tx, items, applied)
    await tx.query('release savepoint items')
    return applied
  } catch (error) {
    if (!isTheirs(error)) throw error
    await tx.query('rollback to savepoint items')
    await tx.query('release savepoint items')
    const [only, ...others] = items
    if (only && others.length === 0) return { events: [], spent: [], dead: [setAside(only, error as Error, log)] }
    const half = Math.ceil(items.length / 2)
    const first = await applyOrSetAside(tx, items.slice(0, half), log)
    const second = await applyOrSetAside(tx, items.slice(half), log)
    return {
      events: [...first.events, ...second.events],
      spent: [...first.spent, ...second.spent],
      dead: [...first.dead, ...second.dead],
    }
  }
}

async function applyInOrder(tx: Db, items: readonly RoutedItem[], { events, spent }: Applied): Promise<void> {
  const effects = { emit: (event: DomainEvent) => void events.push(event), spend: (number: string) => void spent.push(number) }
  let news: MessageNews[] = []
  let workspaceId = ''
  const flush = async () => {
    if (news.length > 0) await applyMessages(tx, workspaceId, news, effects)
    news = []
  }
  for (const { setting, work } of items) {
    workspaceId = setting.workspaceId
    if ('news' in work) {
      news.push(work.news)
      continue
    }
    await flush()
    await work.apply({ ...setting, ...effects, tx })
  }
  await flush()
}

function setAside({ setting, source }: RoutedItem, error: Error, log: Logger): DeadItem {
  if (!(error instanceof CannotApply)) log.error({ err: error, ...place(source) }, 'an item could not be applied')
  return { ...source, workspaceId: setting.workspaceId, reason: error.message }
}

const place = ({ journalId, path }: ItemSource) => ({ journalId, path })

/**
 * Whether the items are to blame. A lost connection, a deadlock, a full disk or a server that stops is nobody's fault: the whole batch
 * comes again.
 */
const isTheirs = (error: unknown): boolean =>
  error instanceof CannotApply || !/^(08|40|53|55|57|58|E)/.test((error as { code?: string }).code ?? '')
