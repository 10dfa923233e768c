import { isRecord } from '../graph/request.ts'
import type { WebhookUpdate } from './update.ts'

type Change = { field: string; value: Record<string, unknown> }

/**
 * The body of one POST. A single update is one entry with one change. Several are grouped as Meta groups them: one entry for each
 * account, and messages or statuses of one number side by side in one change.
 */
export function packUpdates(updates: readonly WebhookUpdate[]): Record<string, unknown> {
  const entries = new Map<string, { id: string; time?: number; changes: Change[] }>()
  const open = new Map<string, Change>()
  for (const update of updates) {
    const entryKey = `${update.entryId}:${update.time ?? ''}`
    let entry = entries.get(entryKey)
    if (!entry) {
      entry = { id: update.entryId, ...(update.time === null ? {} : { time: update.time }), changes: [] }
      entries.set(entryKey, entry)
    }
    const list =
      update.field === 'messages'
        ? (['messages', 'statuses'] as const).find((name) => Array.isArray(update.value[name]))
        : undefined
    const groupKey = `${entryKey}:${update.numberId}:${list}`
    const group = list === undefined ? undefined : open.get(groupKey)
    if (group && list !== undefined) {
      join(group.value, update.value, list)
      continue
    }
    const change = { field: update.field, value: list === undefined ? update.value : copyLists(update.value, list) }
    entry.changes.push(change)
    if (list !== undefined) open.set(groupKey, change)
  }
  return { object: 'whatsapp_business_account', entry: [...entries.values()] }
}

function copyLists(value: Record<string, unknown>, list: string): Record<string, unknown> {
  const copy: Record<string, unknown> = { ...value, [list]: [...(value[list] as unknown[])] }
  if (Array.isArray(value.contacts)) copy.contacts = [...value.contacts]
  return copy
}

function join(into: Record<string, unknown>, from: Record<string, unknown>, list: string): void {
  ;(into[list] as unknown[]).push(...(from[list] as unknown[]))
  if (!Array.isArray(from.contacts)) return
  if (!Array.isArray(into.contacts)) into.contacts = []
  const contacts = into.contacts as unknown[]
  const known = new Set(contacts.map(whoIs))
  for (const contact of from.contacts) if (!isRecord(contact) || !known.has(whoIs(contact))) contacts.push(contact)
}

/** People behind a username have no `wa_id`. */
const whoIs = (contact: unknown): unknown => (isRecord(contact) ? (contact.wa_id ?? contact.user_id) : undefined)
