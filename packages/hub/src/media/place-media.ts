import { DAY, isoTime, later, mediaLimits, type PlatformTime } from '@casement/platform'
import type { MediaFacts } from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { ownMediaIn, withPlatformIds } from './own-media.ts'

/** A file at the platform is used until a day before it is forgotten. */
const GOOD_FOR = (mediaLimits.life.uploadDays.value - 1) * DAY

type Upload = {
  media_id: string
  state: 'wanted' | 'there' | 'failed'
  platform_id: string | null
  because: string | null
  fresh: boolean
}

/** A file of ours, and the platform's id by which a message names it. */
export type LaidFile = { mediaId: string; platformId: string }

export type Placed<T> = {
  /** With the platform's ids, ready to be posted. */
  ready: (T & { files?: readonly LaidFile[] })[]
  /** Their files are on the way to the platform. */
  waiting: T[]
  /** A file of theirs can never be sent, and why. */
  failed: { send: T; because: string }[]
}

/**
 * Puts the platform's ids in the place of ours. What is not there yet is wanted from now on and uploaded before anything is posted:
 * an upload never happens between an intent and its post.
 */
export async function placeMedia<T extends { payload: Record<string, unknown> & { type: string } }>(
  tx: Db,
  workspaceId: string,
  phoneNumberId: string,
  sends: readonly T[],
  now: PlatformTime,
): Promise<Placed<T>> {
  const named = sends.map((send) => ({ send, ids: ownMediaIn(send.payload) }))
  const ids = [...new Set(named.flatMap((one) => one.ids))].sort()
  if (ids.length === 0) return { ready: [...sends], waiting: [], failed: [] }
  await want(tx, workspaceId, phoneNumberId, ids, now)
  const uploads = await rows<Upload>(
    tx,
    `select media_id, state, platform_id, because, state = 'there' and uploaded_at > $4 as fresh from media_uploads
     where workspace_id = $1 and phone_number_id = $2 and media_id = any ($3::uuid[])`,
    [workspaceId, phoneNumberId, ids, isoTime(later(now, -GOOD_FOR))],
  )
  const uploadOf = new Map(uploads.map((upload) => [upload.media_id, upload]))
  const platformIds = new Map(
    uploads.flatMap(({ media_id, platform_id, fresh }) => (fresh && platform_id ? [[media_id, platform_id]] : [])),
  )
  const placed: Placed<T> = { ready: [], waiting: [], failed: [] }
  for (const { send, ids: own } of named) {
    const lost = own.map((id) => uploadOf.get(id)).find((upload) => upload === undefined || upload.state === 'failed')
    if (own.some((id) => !uploadOf.has(id)) || lost)
      placed.failed.push({ send, because: lost?.because ?? 'The file it names is not there any more.' })
    else if (own.length === 0) placed.ready.push(send)
    else if (own.every((id) => platformIds.has(id)))
      placed.ready.push({
        ...send,
        payload: withPlatformIds(send.payload, platformIds),
        files: own.map((id) => ({ mediaId: id, platformId: platformIds.get(id) as string })),
      })
    else placed.waiting.push(send)
  }
  return placed
}

/** Notes that these files are wanted at the platform for a number; one that grew old there is wanted anew. */
async function want(
  tx: Db,
  workspaceId: string,
  phoneNumberId: string,
  ids: readonly string[],
  now: PlatformTime,
): Promise<void> {
  await tx.query(
    `insert into media_uploads as known (workspace_id, media_id, phone_number_id, used_at)
     select $1, m.id, $2, $4 from media m where m.workspace_id = $1 and m.id = any ($3::uuid[]) and m.state = 'kept' order by m.id
     on conflict (workspace_id, media_id, phone_number_id) do update set used_at = excluded.used_at,
       state = case when known.state = 'there' and known.uploaded_at <= $5 then 'wanted' else known.state end,
       platform_id = case when known.uploaded_at <= $5 then null else known.platform_id end,
       uploaded_at = case when known.uploaded_at <= $5 then null else known.uploaded_at end`,
    [workspaceId, phoneNumberId, ids, isoTime(now), isoTime(later(now, -GOOD_FOR))],
  )
}

/**
 * The platform does not know these files any more: they are wanted there anew, unless that has happened since they were named.
 * One that is being laid there anew already goes on.
 */
export async function wantAnew(
  tx: Db,
  workspaceId: string,
  files: readonly (LaidFile & { phoneNumberId: string })[],
): Promise<void> {
  await tx.query(
    `with gone as (
       select u.media_id, u.phone_number_id from media_uploads u
       join unnest($2::uuid[], $3::text[], $4::text[]) as file (media_id, phone_number_id, platform_id)
         on u.workspace_id = $1 and u.media_id = file.media_id and u.phone_number_id = file.phone_number_id
           and u.platform_id = file.platform_id
       order by u.media_id, u.phone_number_id for update of u
     )
     update media_uploads u set state = 'wanted', platform_id = null, uploaded_at = null, retry_at = now()
     from gone where u.workspace_id = $1 and u.media_id = gone.media_id and u.phone_number_id = gone.phone_number_id`,
    [
      workspaceId,
      files.map((file) => file.mediaId),
      files.map((file) => file.phoneNumberId),
      files.map((file) => file.platformId),
    ],
  )
}

/** What is known of the files of ours that these messages name. One that is not there, or not whole, is not in the answer. */
export async function knownMedia(tx: Db, workspaceId: string, payloads: readonly unknown[]): Promise<Record<string, MediaFacts>> {
  const ids = [...new Set(payloads.flatMap(ownMediaIn))]
  if (ids.length === 0) return {}
  const known = await rows<{ id: string; facts: MediaFacts | null; mime: string; bytes: number }>(
    tx,
    `select id, facts, mime_type as mime, bytes::float8 as bytes from media
     where workspace_id = $1 and id = any ($2::uuid[]) and state = 'kept'`,
    [workspaceId, ids],
  )
  return Object.fromEntries(known.map(({ id, facts, mime, bytes }) => [id, { mime, bytes, ...facts }]))
}

/** Messages of one number that were admitted show their files from now on, and the upload of these begins. */
export async function takeMedia(
  tx: Db,
  workspaceId: string,
  phoneNumberId: string,
  messages: readonly { id: string; payload: unknown }[],
  now: PlatformTime,
): Promise<void> {
  const uses = messages.flatMap(({ id, payload }) => ownMediaIn(payload).map((media) => ({ message: id, media })))
  if (uses.length === 0) return
  await tx.query(
    `insert into media_uses (workspace_id, message_id, media_id)
     select $1, u.message, u.media from unnest($2::uuid[], $3::uuid[]) as u (message, media) on conflict do nothing`,
    [workspaceId, uses.map(({ message }) => message), uses.map(({ media }) => media)],
  )
  await want(tx, workspaceId, phoneNumberId, [...new Set(uses.map(({ media }) => media))].sort(), now)
}
