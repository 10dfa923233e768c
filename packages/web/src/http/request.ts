import { takeEarly } from './early.ts'
import { Problem, type ProblemBody, Unreachable } from './problem.ts'

export type Ask = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  readonly body?: unknown
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal | undefined
}

let workspace: string | null = null

/** The workspace this page is about: a choice made in another tab must not move what is written here. */
export function belongTo(id: string): void {
  workspace = id
}

export const workspaceHeader = (): Record<string, string> => (workspace ? { 'casement-workspace': workspace } : {})

/**
 * Asks the hub. Throws `Problem` when it refuses and `Unreachable` when nobody answers; an abort passes through as it is.
 * Gateways in between answer 502 to 504 for a hub that is down, which is nobody answering.
 */
export async function request<T>(path: string, ask: Ask = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', ...workspaceHeader() }
  if (ask.body !== undefined) headers['content-type'] = 'application/json'
  if (ask.idempotencyKey) headers['idempotency-key'] = ask.idempotencyKey

  let response: Response
  try {
    response =
      (ask.method === undefined && (await takeEarly(path))) ||
      (await fetch(path, {
        method: ask.method ?? 'GET',
        headers,
        credentials: 'same-origin',
        ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
        ...(ask.signal ? { signal: ask.signal } : {}),
      }))
  } catch (cause) {
    if (ask.signal?.aborted) throw cause
    throw new Unreachable(cause)
  }
  const text = await response.text()
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  const body = problemIn(text)
  if (!body && response.status >= 500) throw new Unreachable(new Error(`${response.status} ${response.statusText}`))
  throw new Problem({ title: response.statusText || 'The hub refused.', ...body, status: response.status })
}

/** A path's query from the values that are there. */
export function query(values: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}

function problemIn(text: string): ProblemBody | null {
  try {
    const body = JSON.parse(text) as unknown
    if (typeof body !== 'object' || body === null) return null
    // Graph's own envelope reaches us when the emulator answers for itself.
    const graph = (body as { error?: { message?: string } }).error
    if (graph?.message) return { title: graph.message, status: 0 }
    return 'title' in body ? (body as ProblemBody) : null
  } catch {
    return null
  }
}
