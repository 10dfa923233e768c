import type { PlatformTime } from '@casement/platform'
import { unixSeconds } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { numberUnder } from '../customers/shown-number.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

export type JoinRequest = { id: string; waId: string; at: PlatformTime }

/** A group that a business number made: its admin, and the people who came by its link. */
export type Group = {
  key: string
  kind: 'group'
  id: string
  numberId: string
  subject: string
  description: string | null
  joinApproval: 'auto_approve' | 'approval_required'
  createdAt: PlatformTime
  /** The last part of its invite link. */
  invite: string
  suspended: boolean
  /** Digits of who is in it. */
  participants: string[]
  /** Digits of who was put out, and cannot come back. */
  removed: string[]
  requests: JoinRequest[]
  pinned: { messageId: string; until: PlatformTime }[]
  picture: { sha256: string } | null
  /** The last message of any participant, in whole seconds: it opens the window of all. */
  lastUserAt: PlatformTime | null
}

export const groupOf = (world: World, id: string): Group | undefined => {
  const thing = world.things.get(id)
  return thing?.kind === 'group' ? (thing as unknown as Group) : undefined
}

export const putGroup = (world: World, group: Group): void => {
  world.things.put(group)
}

/** The groups of a number, oldest first. */
export function groupsOf(world: World, numberId: string): Group[] {
  const found: Group[] = []
  for (const thing of world.things.values())
    if (thing.kind === 'group' && thing.numberId === numberId) found.push(thing as unknown as Group)
  return found
}

export const inviteLinkOf = (group: Group): string => `https://chat.whatsapp.com/${group.invite}`

/** An id as Meta's look: opaque, with the business number inside. */
export const newGroupId = (world: World, number: PhoneNumber): string =>
  `${Buffer.from(`capi_group:${number.digits}:${world.nextId()}`).toString('base64url')}ZD`

export const mostParticipants = (world: World): number => numberOn('group.participants', cachedDay(world.now(), 'UTC'))

export type GroupField = 'group_lifecycle_update' | 'group_participants_update' | 'group_settings_update' | 'group_status_update'

/** Tells the business what happened to a group. */
export function tellGroup(
  world: World,
  field: GroupField,
  group: Pick<Group, 'id' | 'numberId'>,
  value: Record<string, unknown>,
): void {
  const number = world.numbers.get(group.numberId)
  if (!number) return
  const { type, ...rest } = value
  publishForNumber(world, number, field, null, {
    groups: [{ timestamp: unixSeconds(world.now()), group_id: group.id, type, ...rest }],
  })
}

/** A participant as webhooks name them: with their number where it may be told, and their business-scoped id. */
export function participantOf(
  world: World,
  group: Pick<Group, 'numberId'>,
  customer: Customer,
  input?: string,
): Record<string, unknown> {
  const number = world.numbers.get(group.numberId)
  if (!number) return {}
  return {
    ...(input === undefined ? {} : { input }),
    ...numberUnder(world, number, customer, 'wa_id'),
    user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
  }
}

/** An error as group webhooks and answers carry it. */
export const groupError = (code: number, title: string, details: string): Record<string, unknown> => ({
  code,
  message: `(#${code}) ${title}`,
  title,
  error_data: { details },
})
