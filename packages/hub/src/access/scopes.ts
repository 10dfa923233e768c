/**
 * What a key may be limited to, beside its role: `<area>:read` or `<area>:write`, where write includes reading. An address whose
 * first part stands nowhere here is reached only by keys without scopes, so a new route is closed to the limited ones until it is
 * given its place.
 */
const areas: Readonly<Record<string, readonly string[]>> = {
  messages: ['messages', 'windows', 'threads', 'search', 'media', 'quick-replies', 'suggestions', 'graph', 'catalogs'],
  contacts: ['contacts', 'segments', 'events', 'consent'],
  templates: ['templates'],
  campaigns: ['campaigns', 'automations', 'sequences'],
  insights: ['insights', 'alerts'],
  accounts: ['accounts', 'numbers'],
  webhooks: ['webhook-endpoints', 'webhook-events', 'forwarding', 'journal', 'dead-letters'],
  settings: ['settings', 'alert-rules', 'people', 'keys', 'audit', 'workspace', 'workspaces'],
}

/** Whoever comes in may ask who they are, what time it is, how a job goes, and follow the events. */
const forEveryKey: ReadonlySet<string> = new Set(['session', 'clock', 'jobs', 'stream'])

/** What belongs elsewhere than its address says: rows that were not taken hold the people of the file. */
const exceptions: ReadonlyMap<string, string> = new Map([['/v1/jobs/:id/rejected', 'contacts']])

const areaOfPart = new Map(Object.entries(areas).flatMap(([area, parts]) => parts.map((part) => [part, area] as const)))
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
/** They say what would be, and change nothing. */
const ASKS: ReadonlySet<string> = new Set(['/v1/messages/check', '/v1/templates/lint', '/v1/templates/preview'])

export const scopeNames: readonly string[] = Object.keys(areas).flatMap((area) => [`${area}:read`, `${area}:write`])

/** The scope that a route needs; null when every key may, undefined when none of them opens it. */
export function scopeOf(method: string, url: string): string | null | undefined {
  const part = url.split('/')[url.startsWith('/v1/') ? 2 : 1] ?? ''
  const area = exceptions.get(url) ?? areaOfPart.get(part)
  if (!area && forEveryKey.has(part)) return READS.has(method) ? null : undefined
  return area && `${area}:${READS.has(method) || ASKS.has(url) ? 'read' : 'write'}`
}

export function mayUse(scopes: readonly string[], needed: string | null | undefined): boolean {
  if (needed === null) return true
  if (needed === undefined) return false
  return scopes.includes(needed) || scopes.includes(needed.replace(/:read$/, ':write'))
}
