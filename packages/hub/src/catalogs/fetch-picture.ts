import { request } from 'undici'
import { readAtMost } from '../drop-in/forwarding/read-at-most.ts'
import { whyNot } from '../drop-in/forwarding/safe-address.ts'
import { createSafeAgents } from '../drop-in/forwarding/safe-agents.ts'
import { createTurns } from './turns.ts'

const TIMEOUT_MS = 8_000
const MOST_BYTES = 8_000_000
const SIDE_PX = 320
/** Pictures of more pixels are no product shots but traps. */
const MOST_PIXELS = 50_000_000
/** Over all hosts: each may hold its bytes and its pixels in memory. */
const AT_ONCE = 6
const MOST_WAITING = 200

export type FetchPicture = { fetch(url: string): Promise<Buffer | null>; close(): Promise<void> }

/**
 * Fetches a product's picture for the desk, small and drawn anew, so that a browser never asks a stranger's server and never gets its bytes.
 * Null when there is none to be had, or when too many wait for theirs. `privateToo`: whether it may lie in a private network.
 */
export function createPictureFetcher({ privateToo }: { privateToo: () => boolean }): FetchPicture {
  const agents = createSafeAgents({ privateToo, connections: AT_ONCE, connectMs: 3_000 })
  const turns = createTurns({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING })
  /** Whoever asks for one that is under way gets the same. */
  const underWay = new Map<string, Promise<Buffer | null>>()

  const fetchOne = async (url: string): Promise<Buffer | null> => {
    try {
      const answer = await request(url, {
        dispatcher: agents.agent(),
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      if (answer.statusCode !== 200) {
        await answer.body.dump({ limit: 1_024 })
        return null
      }
      const bytes = await readAtMost(answer.body as AsyncIterable<Buffer>, MOST_BYTES)
      if (!bytes) return null
      const { default: sharp } = await import('sharp')
      return await sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
        .rotate()
        .resize(SIDE_PX, SIDE_PX, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 80 })
        .toBuffer()
    } catch {
      return null
    }
  }

  return {
    fetch(url) {
      if (whyNot(url, { privateToo: privateToo() })) return Promise.resolve(null)
      const sooner = underWay.get(url)
      if (sooner) return sooner
      const fetched = (turns.take(() => fetchOne(url)) ?? Promise.resolve(null)).finally(() => underWay.delete(url))
      underWay.set(url, fetched)
      return fetched
    },
    close: agents.close,
  }
}
