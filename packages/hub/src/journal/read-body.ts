export type WebhookBody = { entry: unknown[] }

/** A body as the platform's webhooks are; null for anything else. What PostgreSQL could not keep is replaced, as a phone shows it. */
export function readBody(bytes: Buffer): WebhookBody | null {
  const text = bytes.toString('utf8')
  try {
    const value = JSON.parse(text) as unknown
    if (typeof value !== 'object' || value === null || !Array.isArray((value as WebhookBody).entry)) return null
    return (MAY_HOLD_UNSTORABLE.test(text) ? storable(value) : value) as WebhookBody
  } catch {
    return null
  }
}

/** The sign zero and halves of pairs can only be written as escapes. */
const MAY_HOLD_UNSTORABLE = /\\u(0000|d[89a-f])/i

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD')
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key), storable(item)]))
}
