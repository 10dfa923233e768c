import { type PlatformTime, platformTime } from '@casement/platform'
import { call } from '../webhooks/post.ts'
import type { World } from '../world/world.ts'

export type FollowerAnswer = { idle: boolean; nextDueAt: PlatformTime | null }

/** A busy machine may need long for what one instant asks; who is gone refuses at once. */
const PATIENCE_MS = 30_000
const MOST_FAILURES = 3

/** Processes that live by this clock: told whenever it moves, and waited for. Belongs to the process, not to the world. */
export class Followers {
  readonly #world: World
  readonly #warn: (sentence: string) => void
  readonly #failures = new Map<string, number>()

  constructor(world: World, warn: (sentence: string) => void) {
    this.#world = world
    this.#warn = warn
  }

  /** A program that was started anew at its address comes with another query: the one before is gone. */
  add(url: string): void {
    for (const known of this.list()) if (addressOf(known) === addressOf(url)) this.#failures.delete(known)
    this.#failures.set(url, 0)
  }

  list(): string[] {
    return [...this.#failures.keys()]
  }

  remove(url: string): void {
    this.#failures.delete(url)
  }

  get isEmpty(): boolean {
    return this.#failures.size === 0
  }

  /** Tells all of them what time it is, and gathers what they answer. Those that do not answer are left out. */
  async tell(now: PlatformTime, scale: number, grainMs = 0): Promise<FollowerAnswer[]> {
    const answers = await Promise.all(this.list().map((url) => this.#tellOne(url, now, scale, grainMs)))
    return answers.filter((answer) => answer !== null)
  }

  async #tellOne(url: string, now: PlatformTime, scale: number, grainMs: number): Promise<FollowerAnswer | null> {
    const body = JSON.stringify({
      now: new Date(now).toISOString(),
      policy: this.#policy(now),
      worldId: this.#world.meta.worldId,
      scale,
      ...(grainMs > 0 ? { grainMs } : {}),
    })
    const answer = await call(url, {
      method: 'POST',
      body,
      timeoutMs: PATIENCE_MS,
      headers: { 'content-type': 'application/json' },
    })
    const read = answer.status === 200 ? readAnswer(answer.text) : null
    if (read) {
      if (this.#failures.has(url)) this.#failures.set(url, 0)
      return read
    }
    const failures = (this.#failures.get(url) ?? 0) + 1
    const how = answer.status === null ? `did not answer (${answer.text})` : `answered ${answer.status}`
    if (failures >= MOST_FAILURES) {
      this.#failures.delete(url)
      this.#warn(`${url} follows the clock but ${how} ${failures} times; it is no longer told. It may register again.`)
    } else if (this.#failures.has(url)) {
      this.#failures.set(url, failures)
      this.#warn(`${url} follows the clock but ${how}; time goes on without it.`)
    }
    return null
  }

  #policy(now: PlatformTime): string {
    return this.#world.policyOf([...this.#world.wabas.values()][0], now).id
  }
}

const addressOf = (url: string): string | undefined => url.split('?')[0]

function readAnswer(text: string): FollowerAnswer | null {
  try {
    const { idle, nextDueAt } = JSON.parse(text) as { idle?: unknown; nextDueAt?: unknown }
    return { idle: idle !== false, nextDueAt: typeof nextDueAt === 'string' ? platformTime(nextDueAt) : null }
  } catch {
    return null
  }
}
