import { DAY, HOUR, later, unixSeconds } from '@casement/platform'
import { factOn, numberOn } from '@casement/platform/reference'
import { missingParameter, refuse } from '../graph/failure.ts'
import { notOneOf } from '../graph/refuse-parameter.ts'
import { type GraphHandler, textParam } from '../graph/request.ts'
import { publishForNumber, webhookError } from '../messages/webhook-values.ts'
import type { PhoneNumber } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { type AppMessage, appContactsOf, appMessagesOf, type OnBusinessApp, onBusinessApp, stateOf } from './business-app.ts'

const KINDS = ['smb_app_state_sync', 'history'] as const
/** Threads of one webhook of history, and contacts of one of contacts. Invented: Meta says that it may be thousands. */
const CHUNK = 50
/** A moment after it was asked for, it comes. */
const BEGINS_AFTER_MS = 2_000
const MEDIA = ['image', 'video', 'audio', 'document', 'sticker']

/** `POST /{phone-number-id}/smb_app_data`: asks for the contacts or the history of the Business app, each once and within a day. */
export const synchronizeApp: GraphHandler = ({ world, path, params }) => {
  const number = world.numbers.get(path[0] as string) as PhoneNumber
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  const wanted = textParam(params, 'sync_type')
  if (wanted === undefined) throw missingParameter('sync_type')
  const kind = KINDS.find((one) => one === wanted)
  if (!kind) throw notOneOf('sync_type', KINDS, wanted)
  const app = onBusinessApp(world, number)
  const now = world.now()
  if (!app || now >= app.since + numberOn('coexistence.sync-hours', cachedDay(now, 'UTC')) * HOUR) {
    throw refuse(
      2593108,
      'Only within 24 hours of joining from the WhatsApp Business app can contacts and history be synchronized.',
    )
  }
  if (app.synced.includes(kind)) throw refuse(2593107, 'This was synchronized already; it can be done once.')
  world.things.put({ ...app, synced: [...app.synced, kind] })
  world.schedule(later(now, BEGINS_AFTER_MS), kind === 'history' ? 'app.history' : 'app.contacts', number.id)
  return { messaging_product: 'whatsapp', request_id: world.nextText(32) }
}

/** What falls due for numbers on the Business app. */
export const businessAppHappenings = {
  'app.contacts': (world: World, id: string): void => {
    const number = world.numbers.get(id)
    if (!number) return
    for (const some of chunksOf(appContactsOf(world, id))) {
      publishForNumber(world, number, 'smb_app_state_sync', null, {
        state_sync: some.map((contact) => stateOf(world, contact, 'add')),
      })
    }
  },
  'app.history': (world: World, id: string): void => {
    const number = world.numbers.get(id)
    const app = number && onBusinessApp(world, number)
    if (!number || !app) return
    if (app.sharesHistory) tellHistory(world, number, app)
    else {
      publishForNumber(world, number, 'history', null, {
        history: [{ errors: [webhookError(2593109, 'History sharing is turned off by the business')] }],
      })
    }
  },
}

/** Everything from the last half year before the number came, newest phase first, in chunks; then the files of the last two weeks. */
function tellHistory(world: World, number: PhoneNumber, app: OnBusinessApp): void {
  const day = cachedDay(world.now(), 'UTC')
  const ends = (factOn('coexistence.history-days', day)?.value ?? []) as readonly number[]
  const before = [...appMessagesOf(world, number.id)].filter(({ at }) => at < app.since).sort((a, b) => a.at - b.at)
  const chunks = ends.flatMap((end, phase) => {
    const from = app.since - end * DAY
    const to = app.since - (ends[phase - 1] ?? 0) * DAY
    const threads = byCustomer(before.filter(({ at }) => at >= from && at < to))
    return chunksOf(threads).map((some, place) => ({ phase, chunk_order: place + 1, threads: some }))
  })
  chunks.forEach(({ phase, chunk_order, threads }, place) => {
    const progress = Math.round(((place + 1) / chunks.length) * 100)
    publishForNumber(world, number, 'history', null, {
      history: [
        {
          metadata: { phase, chunk_order, progress },
          threads: threads.map(([waId, messages]) => ({ id: waId, messages: messages.map((one) => pastMessage(number, one)) })),
        },
      ],
    })
  })
  const mediaSince = app.since - numberOn('coexistence.media-days', day) * DAY
  for (const message of before) {
    if (!MEDIA.includes(message.type) || message.at < mediaSince) continue
    publishForNumber(world, number, 'history', null, {
      messages: [{ ...head(number, message), type: message.type, ...message.content }],
    })
  }
}

const head = (number: PhoneNumber, { id, from, waId, at }: AppMessage): Record<string, unknown> => ({
  from: from === 'business' ? number.digits : waId,
  ...(from === 'business' ? { to: waId } : {}),
  id,
  timestamp: unixSeconds(at),
})

function pastMessage(number: PhoneNumber, message: AppMessage): Record<string, unknown> {
  const media = MEDIA.includes(message.type)
  return {
    ...head(number, message),
    type: media ? 'media_placeholder' : message.type,
    ...(media ? {} : message.content),
    history_context: { status: 'READ' },
  }
}

function byCustomer(messages: readonly AppMessage[]): [string, AppMessage[]][] {
  const threads = new Map<string, AppMessage[]>()
  for (const message of messages) threads.set(message.waId, [...(threads.get(message.waId) ?? []), message])
  return [...threads]
}

function chunksOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, place) => all.slice(place * CHUNK, (place + 1) * CHUNK))
}
