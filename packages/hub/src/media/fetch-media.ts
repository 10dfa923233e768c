import { createHash } from 'node:crypto'
import { mediaLimits } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { request } from 'undici'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { preparedRows, rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { type GraphClient, GraphFailure, readGraph } from '../graph/graph-client.ts'
import type { MediaStore } from './media-store.ts'

type Fetch = {
  workspace_id: string
  media_id: string
  phone_number_id: string
  platform_id: string
  sha256: string | null
  attempt: number
  waba_id: string
  token_sealed: string
  overdue: boolean
}
type MediaNode = { url?: string; mime_type?: string; sha256?: string; file_size?: number | string }

export type MediaFetcher = { wake(): void; settle(): Promise<void>; stop(): Promise<void> }

/** Files of a hundred megabytes are held whole while they are checked, so few at a time. */
const AT_ONCE = 2
const PATIENCE_MS = 60_000
/** The token goes to the platform and to nobody else, whatever address a file is said to have. */
const TRUSTED_HOSTS = ['lookaside.fbsbx.com']
const MAX = mediaLimits.inbound.maxBytes.value

/** A file that will never come, however often it is asked for. */
class Gone extends Error {}

/**
 * Fetches what customers sent before the platform forgets it. Each file is a row with a lease: a process that dies leaves it to the
 * next, and one that fails is asked for again, later each time.
 */
export function createMediaFetcher({
  pool,
  graph,
  clock,
  store,
  openToken,
  onEvents,
  log,
}: {
  pool: pg.Pool
  graph: GraphClient
  clock: PlatformClock
  store: MediaStore
  openToken: (wabaId: string, sealed: string) => string
  onEvents: (workspaceId: string) => void
  log: Logger
}): MediaFetcher {
  let running: Promise<void> | null = null
  let stopped = false

  const run = async () => {
    while (!stopped) {
      const due = await claim(pool)
      if (due.length === 0) return
      await Promise.all(due.map(fetchOne))
    }
  }

  const fetchOne = async (fetch: Fetch) => {
    try {
      const { bytes, mimeType } = await download(fetch)
      await store.put(fetch.workspace_id, fetch.media_id, bytes)
      await transactAgain(pool, async (tx) => {
        await tx.query(
          `update media set state = 'kept', because = null, mime_type = coalesce($3, mime_type), bytes = $4, sha256 = $5, store = $6
           where workspace_id = $1 and id = $2`,
          [fetch.workspace_id, fetch.media_id, mimeType, bytes.length, createHash('sha256').update(bytes).digest(), store.place],
        )
        await end(tx, fetch)
      })
    } catch (error) {
      const because = (error as Error).message
      if (error instanceof Gone || fetch.overdue) {
        await transactAgain(pool, async (tx) => {
          await tx.query(`update media set state = 'failed', because = $3 where workspace_id = $1 and id = $2`, [
            fetch.workspace_id,
            fetch.media_id,
            because,
          ])
          await end(tx, fetch)
        })
        return
      }
      log.info({ err: error, mediaId: fetch.media_id }, 'a file could not be fetched and is asked for again')
      await pool.query(
        `update media_fetches set leased_until = null, last_failure = $3, retry_at = now() + least(interval '1 hour', interval '2 seconds' * 2 ^ least(attempt, 12))
         where workspace_id = $1 and media_id = $2`,
        [fetch.workspace_id, fetch.media_id, because.slice(0, 500)],
      )
    }
  }

  /** Whatever it came to: the row goes, and whoever shows the message hears of it. */
  const end = async (tx: pg.PoolClient, { workspace_id: workspaceId, media_id: mediaId }: Fetch) => {
    await tx.query('delete from media_fetches where workspace_id = $1 and media_id = $2', [workspaceId, mediaId])
    const shown = await rows<{ message_id: string; thread_id: string }>(
      tx,
      `select u.message_id, m.thread_id from media_uses u join messages m on m.workspace_id = u.workspace_id and m.id = u.message_id
       where u.workspace_id = $1 and u.media_id = $2`,
      [workspaceId, mediaId],
    )
    await appendEvents(
      tx,
      workspaceId,
      shown.map(({ message_id: messageId, thread_id: threadId }) => ({
        type: 'message.changed' as const,
        at: clock.now(),
        data: { threadId, messageId, mediaId },
      })),
    )
    onEvents(workspaceId)
  }

  const download = async (fetch: Fetch): Promise<{ bytes: Buffer; mimeType: string | null }> => {
    const token = openToken(fetch.waba_id, fetch.token_sealed)
    const node = await readGraph<MediaNode>(graph, `${fetch.platform_id}?phone_number_id=${fetch.phone_number_id}`, token).catch(
      (error: unknown) => {
        if (error instanceof GraphFailure && error.code === 100)
          throw new Gone('The platform does not keep this file any more: ask for it again.')
        throw error
      },
    )
    if (Number(node.file_size) > MAX) throw new Gone('The file is larger than the 100 MB that customers can send.')
    const bytes = await read(addressOf(node.url, graph.url), token)
    const hash = createHash('sha256').update(bytes).digest()
    const told = [node.sha256, fetch.sha256].filter((sum) => typeof sum === 'string' && sum !== '')
    const right = told.some((sum) => sum?.toLowerCase() === hash.toString('hex') || sum === hash.toString('base64'))
    if (told.length > 0 && !right) throw new Error('The file arrived with another checksum than it was told to have.')
    return { bytes, mimeType: node.mime_type ?? null }
  }

  const start = () => {
    running ??= run()
      .catch((error) => log.warn({ err: error }, 'files could not be looked for'))
      .finally(() => {
        running = null
      })
    return running
  }
  return {
    wake: () => void (!stopped && start()),
    async settle() {
      if (!stopped) await start()
    },
    async stop() {
      stopped = true
      await running
    },
  }
}

const claim = (pool: pg.Pool): Promise<Fetch[]> =>
  preparedRows<Fetch>(
    pool,
    'claim-fetches',
    `with due as (
       select workspace_id, media_id from media_fetches
       where retry_at <= now() and (leased_until is null or leased_until < now()) order by retry_at limit $1 for update skip locked
     )
     update media_fetches f set leased_until = now() + interval '5 minutes', attempt = f.attempt + 1
     from due, phone_numbers n, wabas w
     where f.workspace_id = due.workspace_id and f.media_id = due.media_id
       and n.workspace_id = f.workspace_id and n.id = f.phone_number_id and w.workspace_id = n.workspace_id and w.id = n.waba_id
     returning f.workspace_id, f.media_id, f.phone_number_id, f.platform_id, f.sha256, f.attempt, w.id as waba_id, w.token_sealed,
       f.queued_at < now() - interval '7 days' as overdue /* all workspaces: whose files are due */`,
    [AT_ONCE],
  )

function addressOf(url: string | undefined, graphUrl: string): string {
  const address = URL.parse(url ?? '')
  const origin = new URL(graphUrl).origin
  if (!address || (address.origin !== origin && !(address.protocol === 'https:' && TRUSTED_HOSTS.includes(address.hostname))))
    throw new Error(`The platform names an address for the file that is not its own (${address?.host ?? 'none'}).`)
  return address.href
}

async function read(url: string, token: string): Promise<Buffer> {
  const answer = await request(url, {
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'curl/8 (Casement)' },
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
  })
  if (answer.statusCode !== 200) {
    await answer.body.dump()
    throw new Error(`The file's address answered ${answer.statusCode}.`)
  }
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer.body) {
    size += piece.length
    if (size > MAX) {
      answer.body.destroy()
      throw new Gone('The file is larger than the 100 MB that customers can send.')
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
