import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import { outcomeOf } from '@casement/rules'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { preparedRows } from '../database/database.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { MediaStore } from './media-store.ts'

type Wanted = {
  workspace_id: string
  media_id: string
  phone_number_id: string
  waba_id: string
  token_sealed: string
  mime_type: string
  filename: string | null
  bytes: number
  store: string
}
type Answer = { id?: string; error?: { code?: number; message?: string; error_data?: { details?: string } | string } }

export type MediaUploader = {
  wake(): void /** Answers how many files came to an end. */
  settle(): Promise<number>
  stop(): Promise<void>
}

const AT_ONCE = 2
const PATIENCE_MS = 120_000
/** Files that are still used are laid there anew some days before the platform forgets them. */
const REFRESH_AFTER = 25 * DAY
const STILL_USED = 30 * DAY

/**
 * Lays files of ours at the platform, once for each number, before anything that names them is posted. An upload whose answer is lost
 * is made again: a second copy there is nobody's harm.
 */
export function createMediaUploader({
  pool,
  graph,
  clock,
  stores,
  openToken,
  onUploaded,
  log,
}: {
  pool: pg.Pool
  graph: GraphClient
  clock: PlatformClock
  stores: readonly MediaStore[]
  openToken: (wabaId: string, sealed: string) => string
  onUploaded: (phoneNumberId: string) => void
  log: Logger
}): MediaUploader {
  let running: Promise<number> | null = null
  let stopped = false

  const run = async (): Promise<number> => {
    let ended = 0
    while (!stopped) {
      const due = await claim(pool, clock.now())
      if (due.length === 0) break
      ended += (await Promise.all(due.map(upload))).filter(Boolean).length
    }
    return ended
  }

  /** True once it is there, or refused for good. */
  const upload = async (wanted: Wanted): Promise<boolean> => {
    const key = [wanted.workspace_id, wanted.media_id, wanted.phone_number_id]
    const at = clock.now()
    try {
      const answer = await post(wanted)
      if (answer.id) {
        await pool.query(
          `update media_uploads set state = 'there', platform_id = $4, uploaded_at = $5, because = null, code = null, leased_until = null, attempt = 0
           where workspace_id = $1 and media_id = $2 and phone_number_id = $3`,
          [...key, String(answer.id), isoTime(at)],
        )
        await letGo(wanted)
        return true
      }
      const { code = null, message = 'The platform gave no reason.', error_data } = answer.error ?? {}
      const because = (typeof error_data === 'string' ? error_data : error_data?.details) ?? message
      const verdict = code === null ? null : outcomeOf(code, 400).kind
      if (verdict === 'fix' || verdict === 'never') {
        await pool.query(
          `update media_uploads set state = 'failed', platform_id = null, uploaded_at = null, because = $4, code = $5, leased_until = null
           where workspace_id = $1 and media_id = $2 and phone_number_id = $3`,
          [...key, because, code],
        )
        await letGo(wanted)
        return true
      }
      throw new Error(because)
    } catch (error) {
      log.info({ err: error, mediaId: wanted.media_id }, 'a file could not be uploaded and is tried again')
      await pool.query(
        `update media_uploads set leased_until = null, because = $4,
           retry_at = now() + least(interval '10 minutes', interval '1 second' * 2 ^ least(attempt, 10))
         where workspace_id = $1 and media_id = $2 and phone_number_id = $3`,
        [...key, (error as Error).message.slice(0, 500)],
      )
      return false
    }
  }

  /** What waited for this file need not wait for its next turn. */
  const letGo = async (wanted: Wanted) => {
    await pool.query(
      `update sends set retry_at = null where workspace_id = $1 and phone_number_id = $2 and state in ('queued', 'held')
         and retry_at is not null and payload::text like '%' || $3::text || '%'`,
      [wanted.workspace_id, wanted.phone_number_id, wanted.media_id],
    )
    onUploaded(wanted.phone_number_id)
  }

  const post = async (wanted: Wanted): Promise<Answer> => {
    const store = stores.find(({ place }) => place === wanted.store)
    if (!store) throw new Error(`The file lies in ${wanted.store}, which MEDIA_STORE does not name any more.`)
    const pieces: Buffer[] = []
    for await (const piece of store.read(wanted.workspace_id, wanted.media_id, { start: 0, end: wanted.bytes - 1 }))
      pieces.push(piece)
    const form = new FormData()
    form.set('messaging_product', 'whatsapp')
    form.set('type', wanted.mime_type)
    form.set(
      'file',
      new Blob(
        pieces.map((piece) => new Uint8Array(piece)),
        { type: wanted.mime_type },
      ),
      wanted.filename ?? 'file',
    )
    const encoded = new Response(form)
    const exchange = await graph.call({
      method: 'POST',
      path: `${wanted.phone_number_id}/media`,
      token: openToken(wanted.waba_id, wanted.token_sealed),
      bytes: {
        body: Buffer.from(await encoded.arrayBuffer()),
        headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      },
      timeoutMs: PATIENCE_MS,
    })
    if (exchange.kind !== 'answer') throw new Error(exchange.reason)
    return (typeof exchange.body === 'object' && exchange.body !== null ? exchange.body : {}) as Answer
  }

  const start = () => {
    running ??= run()
      .catch((error) => {
        log.warn({ err: error }, 'files to upload could not be looked for')
        return 0
      })
      .finally(() => {
        running = null
      })
    return running
  }
  return {
    wake: () => void (!stopped && start()),
    settle: async () => (stopped ? 0 : start()),
    async stop() {
      stopped = true
      await running
    },
  }
}

const claim = (pool: pg.Pool, now: PlatformTime): Promise<Wanted[]> =>
  preparedRows<Wanted>(
    pool,
    'claim-uploads',
    `with due as (
       select workspace_id, media_id, phone_number_id from media_uploads
       where retry_at <= now() and (leased_until is null or leased_until < now())
         and (state = 'wanted' or (state = 'there' and uploaded_at <= $2 and used_at > $3))
       order by state desc, retry_at limit $1 for update skip locked
     )
     update media_uploads u set leased_until = now() + interval '5 minutes', attempt = u.attempt + 1
     from due, media m, phone_numbers n, wabas w
     where u.workspace_id = due.workspace_id and u.media_id = due.media_id and u.phone_number_id = due.phone_number_id
       and m.workspace_id = u.workspace_id and m.id = u.media_id and m.state = 'kept'
       and n.workspace_id = u.workspace_id and n.id = u.phone_number_id and w.workspace_id = n.workspace_id and w.id = n.waba_id
     returning u.workspace_id, u.media_id, u.phone_number_id, w.id as waba_id, w.token_sealed, m.mime_type, m.filename,
       m.bytes::float8 as bytes, m.store /* all workspaces: whose files are wanted */`,
    [AT_ONCE, isoTime(later(now, -REFRESH_AFTER)), isoTime(later(now, -STILL_USED))],
  )
