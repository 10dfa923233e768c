import type { PlatformTime } from '@casement/platform'
import { unixSeconds } from '@casement/platform'
import { Refusal } from '../control/refusal.ts'
import { inboundContent } from '../customers/inbound-content.ts'
import { numberUnder } from '../customers/shown-number.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** A number that is on the WhatsApp Business app of its owner as well as here. */
export type OnBusinessApp = {
  key: string
  kind: 'business-app'
  numberId: string
  since: PlatformTime
  /** Whether the owner shares what was written before. */
  sharesHistory: boolean
  /** What was asked to be synchronized, which may be done once. */
  synced: string[]
  /** Messages a second it had before. */
  throughput: number
}

/** A message that the owner wrote in the app, or one from before the number came here. */
export type AppMessage = {
  key: string
  kind: 'app-message'
  id: string
  numberId: string
  waId: string
  from: 'business' | 'customer'
  at: PlatformTime
  type: string
  content: Record<string, unknown>
}

export type AppContact = { key: string; kind: 'app-contact'; numberId: string; waId: string; fullName: string; firstName: string }

const keyOf = (numberId: string): string => `business-app:${numberId}`

export const onBusinessApp = (world: World, number: PhoneNumber): OnBusinessApp | undefined =>
  world.things.get(keyOf(number.id)) as OnBusinessApp | undefined

const wabaEvent = (world: World, number: PhoneNumber, value: Record<string, unknown>): void => {
  const waba = world.wabas.get(number.wabaId)
  if (!waba) return
  const time = Math.floor(world.now() / 1_000)
  // Partner events come under the id of the portfolio.
  world.publish({
    field: 'account_update',
    entryId: waba.portfolioId,
    wabaId: waba.id,
    numberId: null,
    time,
    value: { ...value, waba_info: { waba_id: waba.id, owner_business_id: waba.portfolioId } },
    lane: 'account_update',
  })
}

/** The owner of a number on the Business app connects it: it sends more slowly from now on, and its partner is told. */
export function connectApp(world: World, number: PhoneNumber, sharesHistory: boolean): OnBusinessApp {
  if (onBusinessApp(world, number)) throw new Refusal(409, 'This number is on the Business app already.')
  const now = world.now()
  const row: OnBusinessApp = {
    key: keyOf(number.id),
    kind: 'business-app',
    numberId: number.id,
    since: now,
    sharesHistory,
    synced: [],
    throughput: number.throughput,
  }
  world.things.put(row)
  number.onboardedAt = now
  number.throughput = world.policyOf(world.wabas.get(number.wabaId)).throughput.coexistence
  world.numbers.put(number)
  wabaEvent(world, number, { event: 'PARTNER_ADDED' })
  return row
}

export const DISCONNECTIONS = [
  'ACCOUNT_DISCONNECTED',
  'BUSINESS_DOWNGRADE',
  'CHANGE_NUMBER',
  'COMPANION_INACTIVITY',
  'PRIMARY_INACTIVITY',
  'USER_RE_REGISTERED',
] as const
export type Disconnection = (typeof DISCONNECTIONS)[number]

/** The number leaves: it can no longer send here, and the partner hears why. */
export function disconnectApp(world: World, number: PhoneNumber, reason: Disconnection, initiatedBy: 'SYSTEM' | 'USER'): void {
  const row = appOf(world, number)
  world.things.delete(row.key)
  number.throughput = row.throughput
  number.status = 'DISCONNECTED'
  world.numbers.put(number)
  wabaEvent(world, number, {
    event: 'PARTNER_REMOVED',
    phone_number: number.digits,
    disconnection_info: { reason, initiated_by: initiatedBy },
  })
}

/** Throws Refusal for a number that is on no Business app. */
export function appOf(world: World, number: PhoneNumber): OnBusinessApp {
  const row = onBusinessApp(world, number)
  if (row) return row
  throw new Refusal(409, 'This number is not on the Business app; connect it first with POST …/numbers/{id}/business-app.')
}

/** The owner writes in the app: free of charge, opening no window, and echoed to whoever listens here. */
export function writeInApp(
  world: World,
  number: PhoneNumber,
  customer: Customer,
  written: Record<string, unknown>,
): { id: string } {
  appOf(world, number)
  const type = typeof written.type === 'string' ? written.type : 'text'
  const content = inboundContent(world, number, type, written)
  const message = keepAppMessage(world, number, customer, { from: 'business', at: world.now(), type, content })
  publishForNumber(world, number, 'smb_message_echoes', customer, {
    message_echoes: [
      {
        from: number.digits,
        ...numberUnder(world, number, customer, 'to'),
        to_user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
        id: message.id,
        timestamp: unixSeconds(message.at),
        type,
        ...content,
      },
    ],
  })
  return { id: message.id }
}

/** Remembers a message of the app without telling anybody. */
export function keepAppMessage(
  world: World,
  number: PhoneNumber,
  customer: Customer,
  { from, at, type, content }: Pick<AppMessage, 'from' | 'at' | 'type' | 'content'>,
): AppMessage {
  const id = world.nextMessageId(customer.waId, from === 'business' ? 'out' : 'in')
  const row: AppMessage = {
    key: `app-message:${id}`,
    kind: 'app-message',
    id,
    numberId: number.id,
    waId: customer.waId,
    from,
    at,
    type,
    content,
  }
  world.things.put(row)
  world.touchMeta().hasMessages = true
  return row
}

/** The owner adds somebody to the contacts of the app, or takes them out; who listens here is told. */
export function changeAppContact(
  world: World,
  number: PhoneNumber,
  customer: Customer,
  change: { action: 'add' | 'remove'; fullName?: string | undefined; firstName?: string | undefined },
): void {
  appOf(world, number)
  const key = `app-contact:${number.id}:${customer.waId}`
  const known = world.things.get(key) as AppContact | undefined
  if (change.action === 'remove' && !known) throw new Refusal(409, `${customer.name} is not among the contacts of the app.`)
  const fullName = change.fullName ?? known?.fullName ?? customer.name
  const contact: AppContact = {
    key,
    kind: 'app-contact',
    numberId: number.id,
    waId: customer.waId,
    fullName,
    firstName: change.firstName ?? fullName.split(' ')[0] ?? fullName,
  }
  if (change.action === 'add') world.things.put(contact)
  else world.things.delete(key)
  publishForNumber(world, number, 'smb_app_state_sync', null, { state_sync: [stateOf(world, contact, change.action)] })
}

/** A contact as the webhook carries it; one that was removed carries its number only. */
export function stateOf(world: World, contact: AppContact, action: 'add' | 'remove'): Record<string, unknown> {
  const named = action === 'add' ? { full_name: contact.fullName, first_name: contact.firstName } : {}
  return {
    type: 'contact',
    contact: { ...named, phone_number: contact.waId },
    action,
    metadata: { timestamp: unixSeconds(world.now()) },
  }
}

export function* appMessagesOf(world: World, numberId: string): Generator<AppMessage> {
  for (const thing of world.things.values())
    if (thing.kind === 'app-message' && thing.numberId === numberId) yield thing as unknown as AppMessage
}

export function appContactsOf(world: World, numberId: string): AppContact[] {
  const found: AppContact[] = []
  for (const thing of world.things.values())
    if (thing.kind === 'app-contact' && thing.numberId === numberId) found.push(thing as unknown as AppContact)
  return found
}
