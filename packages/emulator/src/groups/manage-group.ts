import { createHash } from 'node:crypto'
import { later } from '@casement/platform'
import { businessLimits, factOn, numberOn } from '@casement/platform/reference'
import { customerOf, findCustomer } from '../customers/customer.ts'
import { missingParameter, refuse, titleOf } from '../graph/failure.ts'
import { officialStatus } from '../graph/official-account.ts'
import { lengthOf } from '../messages/check-content.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import { TIERS } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import {
  type Group,
  groupError,
  inviteLinkOf,
  mostParticipants,
  newGroupId,
  participantOf,
  putGroup,
  tellGroup,
} from './group-record.ts'
import { sizeOfJpeg } from './picture.ts'

/** Groups come to be, and change, a moment after they were asked for. Invented: Meta only says that a webhook follows. */
const DONE_AFTER_MS = 1_000

const today = (world: World): string => cachedDay(world.now(), 'UTC')

/** Only large official businesses have groups. Throws GraphFailure 131215 for others, unless the world asks nobody. */
export function checkEligible(world: World, number: PhoneNumber): void {
  if (!world.settings.groupsNeedEligibility) return
  const tier = world.portfolios.get(world.wabaOf(number.id)?.portfolioId ?? '')?.tier ?? 'TIER_250'
  const needed = numberOn('group.reach', today(world))
  if (TIERS.indexOf(tier) >= TIERS.indexOf('TIER_100K') && officialStatus(world, number) === 'APPROVED') return
  throw refuse(131215, `Groups need a messaging limit of ${needed} users and an official business account.`)
}

export type Wanted = { subject: string; description: string | null; joinApproval: Group['joinApproval'] }

export function checkTexts({ subject, description }: { subject?: string; description?: string | null }): void {
  const { subject: longestSubject, description: longestDescription } = businessLimits.group
  if (subject !== undefined && subject.trim() === '') throw missingParameter('subject')
  if (subject !== undefined && lengthOf(subject.trim()) > longestSubject.value)
    throw refuse(131009, `subject: must be at most ${longestSubject.value} characters.`)
  if (description != null && lengthOf(description) > longestDescription.value)
    throw refuse(131009, `description: must be at most ${longestDescription.value} characters.`)
}

/** Begins to make a group: it is there, and told with its link, a moment later. Returns the id of the request. */
export function createGroup(world: World, number: PhoneNumber, wanted: Wanted): string {
  const requestId = world.nextText(32)
  const group: Group = {
    key: newGroupId(world, number),
    kind: 'group',
    id: '',
    numberId: number.id,
    ...wanted,
    createdAt: world.now(),
    invite: world.nextText(22),
    suspended: false,
    participants: [],
    removed: [],
    requests: [],
    pinned: [],
    picture: null,
    lastUserAt: null,
  }
  group.id = group.key
  world.things.put({ key: `group-request:${requestId}`, kind: 'group-request', group })
  world.schedule(later(world.now(), DONE_AFTER_MS), 'group.created', requestId)
  return requestId
}

/** What falls due for groups. */
export const groupHappenings = {
  'group.created': (world: World, requestId: string): void => {
    const key = `group-request:${requestId}`
    const made = world.things.get(key)?.group as Group | undefined
    world.things.delete(key)
    if (!made) return
    const group = { ...made, createdAt: world.now() }
    putGroup(world, group)
    tellGroup(world, 'group_lifecycle_update', group, {
      type: 'group_create',
      request_id: requestId,
      subject: group.subject,
      ...(group.description === null ? {} : { description: group.description }),
      invite_link: inviteLinkOf(group),
      join_approval_mode: group.joinApproval,
    })
  },
}

/** Ends a group for everybody. */
export function deleteGroup(world: World, group: Group): string {
  const requestId = world.nextText(32)
  world.things.delete(group.key)
  tellGroup(world, 'group_lifecycle_update', group, { type: 'group_delete', request_id: requestId })
  return requestId
}

export type Change = { subject?: string; description?: string; picture?: Buffer }

/** Changes what a group is called and shows. Throws GraphFailure for a picture that is none, is not square, or is too small. */
export function changeGroup(world: World, group: Group, { subject, description, picture }: Change): string {
  const sha256 = picture === undefined ? null : digestOf(world, picture)
  const requestId = world.nextText(32)
  if (subject !== undefined) group.subject = subject.trim()
  if (description !== undefined) group.description = description === '' ? null : description
  if (sha256 !== null) group.picture = { sha256 }
  putGroup(world, group)
  tellGroup(world, 'group_settings_update', group, {
    type: 'group_settings_update',
    request_id: requestId,
    ...(sha256 === null ? {} : { profile_picture: { mime_type: 'image/jpeg', sha256, update_successful: true } }),
    ...(subject === undefined ? {} : { group_subject: { text: group.subject, update_successful: true } }),
    ...(description === undefined ? {} : { group_description: { text: description, update_successful: true } }),
  })
  return requestId
}

function digestOf(world: World, picture: Buffer): string {
  const day = today(world)
  const most = numberOn('group.picture-bytes', day)
  if (picture.length > most) throw refuse(131053, `The picture has ${picture.length} bytes; at most ${most} are allowed.`)
  const size = sizeOfJpeg(picture)
  if (size === null) throw refuse(131053, 'The picture must be a JPEG.')
  if (size.width !== size.height)
    throw refuse(131209, `The picture is ${size.width} by ${size.height} pixels; it must be square.`)
  const least = numberOn('group.picture-pixels', day)
  if (size.width < least) throw refuse(131210, `The picture is ${size.width} pixels wide; it needs ${least}.`)
  return createHash('sha256').update(picture).digest('base64')
}

/** Puts people out of a group; whom it does not have is told as failed. Throws GraphFailure for nobody, too many, and the same twice. */
export function removeParticipants(world: World, group: Group, users: readonly string[]): string {
  if (users.length === 0) throw missingParameter('participants')
  const most = mostParticipants(world)
  if (users.length > most) throw refuse(131204, `At most ${most} participants can be removed at once.`)
  const found = users.map((input) => ({ input, customer: findCustomer(world, input) }))
  const ids = found.map(({ input, customer }) => customer?.waId ?? input)
  if (new Set(ids).size < ids.length) throw refuse(131202, 'A participant is named twice.')
  const isIn = ({ customer }: { customer: Customer | null }) => customer !== null && group.participants.includes(customer.waId)
  const going = found.filter(isIn) as { input: string; customer: Customer }[]
  const failed = found.filter((one) => !isIn(one))
  if (going.length === 0) throw refuse(131212, 'None of them is a participant of the group.')
  const requestId = world.nextText(32)
  const gone = going.map(({ customer }) => customer.waId)
  group.participants = group.participants.filter((waId) => !gone.includes(waId))
  group.removed = [...new Set([...group.removed, ...gone])]
  putGroup(world, group)
  const why = groupError(131212, titleOf(131212), 'This person is not a participant of the group.')
  tellGroup(world, 'group_participants_update', group, {
    type: 'group_participants_remove',
    request_id: requestId,
    initiated_by: 'business',
    removed_participants: going.map(({ input, customer }) => participantOf(world, group, customer, input)),
    ...(failed.length === 0
      ? {}
      : {
          failed_participants: failed.map(({ input }) => ({ input, errors: [why] })),
          errors: [groupError(131201, titleOf(131201), 'Some participants could not be removed.')],
        }),
  })
  return requestId
}

export type Settled = { done: string[]; failed: { join_request_id: string; errors: Record<string, unknown>[] }[] }

/** Lets people in who asked to join, or turns them away. Who cannot be let in stays out with a reason. */
export function settleRequests(world: World, group: Group, ids: readonly string[], approve: boolean): Settled {
  if (ids.length === 0) throw missingParameter('join_requests')
  const settled: Settled = { done: [], failed: [] }
  const joined: Customer[] = []
  const most = mostParticipants(world)
  for (const id of ids) {
    const request = group.requests.find((one) => one.id === id)
    const code = !request ? 131213 : approve && group.participants.length >= most ? 131204 : null
    if (!request || code !== null) {
      const details =
        code === 131204 ? `The group has ${most} participants, which is all it may have.` : 'There is no such request.'
      settled.failed.push({ join_request_id: id, errors: [groupError(code ?? 131213, titleOf(code ?? 131213), details)] })
      continue
    }
    group.requests = group.requests.filter((one) => one.id !== id)
    settled.done.push(id)
    if (!approve) continue
    group.participants.push(request.waId)
    joined.push(customerOf(world, request.waId))
  }
  putGroup(world, group)
  if (joined.length > 0) {
    tellGroup(world, 'group_participants_update', group, {
      type: 'group_participants_add',
      reason: 'invite_link',
      added_participants: joined.map((customer) => participantOf(world, group, customer, customer.waId)),
    })
  }
  return settled
}

/** A new link; the old ones lead nowhere from now on. */
export function resetInvite(world: World, group: Group): void {
  group.invite = world.nextText(22)
  putGroup(world, group)
}

/** Meta suspends a group, or takes that back. */
export function suspendGroup(world: World, group: Group, suspended: boolean): void {
  if (group.suspended === suspended) return
  group.suspended = suspended
  putGroup(world, group)
  tellGroup(world, 'group_status_update', group, { type: suspended ? 'group_suspend' : 'group_suspend_cleared' })
}

/** How many messages of a group may be pinned, and for how many days. */
export const pinLimits = (world: World): { most: number; days: readonly number[] } => ({
  most: numberOn('group.pinned', today(world)),
  days: (factOn('group.pin-days', today(world))?.value ?? []) as readonly number[],
})
