import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { MINUTE } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { isRecord } from '../graph/request.ts'
import { kindOfMedia, type MediaKind, problemWith, signatureOf } from '../media/check-file.ts'
import { cachedDay, type World } from '../world/world.ts'

const MEDIA: readonly MediaKind[] = ['image', 'video', 'audio', 'document', 'sticker']
const TIMEOUT_MS = 5_000
/** More than any kind of media may have. */
const MOST_BYTES = 101 * 1_048_576
const MOST_KEPT = 500
const MOST_REDIRECTS = 3

type Fetched = { at: number; problem: string | null }
const kept = new WeakMap<World, Map<string, Fetched>>()

/**
 * Why the media that a message names by link cannot be had; null where it can, or where there is none. Only in worlds that fetch
 * links: bounded in time and size, and remembered as long as Meta keeps a file.
 */
export async function linkProblem(world: World, params: Record<string, unknown>): Promise<string | null> {
  if (!world.settings.fetchLinks) return null
  const kind = MEDIA.find((one) => one === params.type)
  const media = kind && isRecord(params[kind]) ? params[kind] : undefined
  if (!kind || !media || typeof media.link !== 'string' || media.id !== undefined) return null
  const now = world.now()
  const memory = kept.get(world) ?? new Map<string, Fetched>()
  kept.set(world, memory)
  const key = `${kind} ${media.link}`
  const known = memory.get(key)
  const minutes = numberOn('media.link-cache-minutes', cachedDay(now, 'UTC'))
  if (known && now >= known.at && now < known.at + minutes * MINUTE) return known.problem
  const problem = await tryToFetch(kind, media.link)
  if (memory.size >= MOST_KEPT) memory.clear()
  memory.set(key, { at: now, problem })
  return problem
}

async function tryToFetch(kind: MediaKind, link: string): Promise<string | null> {
  try {
    const { bytes, mimeType } = await fetchBytes(link, MOST_REDIRECTS)
    // Some servers only say that it is bytes: what they begin with is then the better witness.
    const said = [mimeType, signatureOf(bytes) ?? ''].find((type) => kindOfMedia(type) === kind)
    return said === undefined
      ? `The link leads to ${mimeType}, which is no ${kind}.`
      : (problemWith(kind, said, bytes)?.details ?? null)
  } catch (error) {
    return `The media could not be downloaded: ${error instanceof Error ? error.message : String(error)}`
  }
}

function fetchBytes(link: string, redirects: number): Promise<{ bytes: Buffer; mimeType: string }> {
  return new Promise((resolve, reject) => {
    const url = new URL(link)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error('the link must be http or https.')
    const get = url.protocol === 'https:' ? getHttps : getHttp
    const request = get(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }, (answer) => {
      const { statusCode = 0, headers } = answer
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined && redirects > 0) {
        answer.resume()
        fetchBytes(new URL(headers.location, url).href, redirects - 1).then(resolve, reject)
        return
      }
      if (statusCode !== 200) {
        answer.resume()
        reject(new Error(`the server answered ${statusCode}.`))
        return
      }
      const chunks: Buffer[] = []
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size > MOST_BYTES) request.destroy(new Error('it is larger than any media may be.'))
      })
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ bytes: Buffer.concat(chunks), mimeType: String(headers['content-type'] ?? '').toLowerCase() }),
      )
    })
    request.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.name === 'AbortError' || error.name === 'TimeoutError'
            ? 'nobody answered in time.'
            : (error.code ?? error.message),
        ),
      ),
    )
  })
}
