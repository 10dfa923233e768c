import { Agent, request } from 'undici'
import { readAtMost } from '../drop-in/forwarding/read-at-most.ts'
import { publicLookup, whyNot } from '../drop-in/forwarding/safe-address.ts'

const TIMEOUT_MS = 8_000
const MOST_BYTES = 8_000_000
const SIDE_PX = 320
/** Pictures of more pixels are no product shots but traps. */
const MOST_PIXELS = 50_000_000

export type FetchPicture = { fetch(url: string): Promise<Buffer | null>; close(): Promise<void> }

/**
 * Fetches a product's picture for the desk, small and drawn anew, so that a browser never asks a stranger's server and never gets its bytes.
 * Null when there is none to be had. `privateToo`: whether it may lie in a private network.
 */
export function createPictureFetcher({ privateToo }: { privateToo: () => boolean }): FetchPicture {
  const open = new Agent({ connect: { timeout: 3_000 }, connections: 8 })
  const guarded = new Agent({ connect: { timeout: 3_000, lookup: publicLookup }, connections: 8 })
  return {
    async fetch(url) {
      if (whyNot(url, { privateToo: privateToo() })) return null
      try {
        const answer = await request(url, {
          dispatcher: privateToo() ? open : guarded,
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
    },
    async close() {
      await Promise.all([open.destroy(), guarded.destroy()])
    },
  }
}
