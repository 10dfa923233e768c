// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as another program would.
type Json = any

/** Asks an API and answers with what it says. Throws Refused with its sentence when it would not. */
export type Ask = (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: unknown) => Promise<Json>

export class Refused extends Error {}

export const askAt =
  (base: string, headers: Readonly<Record<string, string>> = {}): Ask =>
  async (method, path, body) => {
    const isFile = typeof body === 'string' || body instanceof Uint8Array
    const answer = await fetch(base + path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': typeOf(body) }) },
      ...(body === undefined ? {} : { body: isFile ? (body as string) : JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = text === '' ? null : JSON.parse(text)
    if (answer.ok) return json
    throw new Refused(`${method} ${path} answered ${answer.status}: ${json?.detail ?? json?.error?.message ?? text}`)
  }

const typeOf = (body: unknown): string =>
  typeof body === 'string' ? 'text/csv' : body instanceof Uint8Array ? 'image/jpeg' : 'application/json'

/** The cookie that a one-time link signs in with. */
export async function useLink(link: string, hubUrl: string): Promise<string> {
  const { pathname, search } = new URL(link)
  const answer = await fetch(hubUrl + pathname + search, { redirect: 'manual' })
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  if (cookie.length === 0) throw new Refused(`The sign-in link of a demo person answered ${answer.status}.`)
  return cookie.join('; ')
}

const AT_ONCE = 6

/** Does it for each of them, a few at a time. */
export async function forEachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items]
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker))
}
