import { type ServedEmulator, serveEmulator } from './served-emulator.ts'

export type Platform = {
  readonly url: string
  readonly about: { accessToken: string; appSecret: string; verifyToken: string; wabaId: string; phoneNumberId: string }
  /** Ids of its numbers, each of 1,000 messages a second in a portfolio without limit. */
  readonly numbers: readonly string[]
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  /** Processor time so far, in microseconds; null when it is not ours. */
  cpuUs(): Promise<number | null>
  stop(): Promise<void>
}

export const LATENCY_MS = 100

/**
 * The platform that sends are measured against: an emulator in a process of its own with 100 ms before each answer, or the one that
 * BENCH_GRAPH_URL names, which brings its own latency.
 */
export async function openPlatform(numbers: number): Promise<Platform> {
  const given = process.env.BENCH_GRAPH_URL?.replace(/\/+$/, '')
  const served: ServedEmulator | null = given ? null : await serveEmulator({ clock: 'real', webhookBatch: 100 })
  const url = given ?? `http://127.0.0.1:${(served as ServedEmulator).port}`
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/_emulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const about = await control<Platform['about'] & { businessId: string }>('GET', '')
  await control('PATCH', `/portfolios/${about.businessId}`, { tier: 'TIER_UNLIMITED' })
  await control('PATCH', `/numbers/${about.phoneNumberId}`, { throughput: 1_000 })
  const ids = [about.phoneNumberId]
  while (ids.length < numbers) ids.push((await control<{ id: string }>('POST', '/numbers', { throughput: 1_000 })).id)
  if (served) await control('POST', '/faults', { on: 'send', fault: { delayMs: LATENCY_MS }, percent: 100 })
  return {
    url,
    about,
    numbers: ids,
    control,
    cpuUs: async () => (served ? (await served.usage()).cpuUs : null),
    stop: async () => void (await served?.stop()),
  }
}
