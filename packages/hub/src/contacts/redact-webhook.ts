/** What a platform's body says instead of what was about an erased person. */
export const ERASED = { erased: true }

export const isErased = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as { erased?: unknown }).erased === true

/**
 * A webhook without what it says about one person: the innermost member of a list that names them becomes `{"erased": true}`, so that
 * everything else keeps its place. `names` holds all by which the platform may name them: numbers, business-scoped ids, message ids.
 * The very value that came when it says nothing about them.
 */
export function redactWebhook(value: unknown, names: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return isName(value, names) ? 'erased' : value
  if (Array.isArray(value))
    return changed(
      value,
      value.map((item) => (namesOutsideLists(item, names) ? ERASED : redactWebhook(item, names))),
    )
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, redactWebhook(item, names)] as const)
  return entries.some(([key, item]) => item !== (value as Record<string, unknown>)[key]) ? Object.fromEntries(entries) : value
}

/** Whether something names the person itself, not only in a list inside it. */
function namesOutsideLists(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return isName(value, names)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).some(([key, item]) => isName(key, names) || namesOutsideLists(item, names))
}

/** Numbers come with and without their plus sign, and in links. */
const isName = (text: string, names: ReadonlySet<string>): boolean =>
  names.has(text) || names.has(text.replace(/^(\+|tel:\+?)/, ''))

const changed = (before: unknown[], after: unknown[]): unknown[] =>
  after.some((item, index) => item !== before[index]) ? after : before
