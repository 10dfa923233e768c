import { cancelRequest, groupNamed, joinGroup, leaveGroup } from '../groups/group-customers.ts'
import type { GroupMessage } from '../groups/group-progress.ts'
import { type Group, groupOf, inviteLinkOf } from '../groups/group-record.ts'
import { suspendGroup } from '../groups/manage-group.ts'
import { bodyOf, customerParam, optionalFlag, optionalText, optionalWord } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

/** Groups as the world has them, what Meta does to them, and how people come and go. */
export function groupRoutes({ world }: Twin): ControlTable {
  return {
    'GET /groups': () => {
      const groups: Record<string, unknown>[] = []
      for (const thing of world.things.values()) if (thing.kind === 'group') groups.push(describeGroup(thing as unknown as Group))
      return { data: groups }
    },
    'GET /groups/:id/messages': ({ params }) => {
      const messages: Record<string, unknown>[] = []
      for (const thing of world.things.values()) {
        if (thing.kind === 'group-message' && thing.groupId === params.id)
          messages.push(describeMessage(thing as unknown as GroupMessage))
      }
      return { data: messages }
    },
    'PATCH /groups/:id': ({ params, body }) => {
      const group = groupOf(world, params.id ?? '')
      if (!group) throw new Refusal(404, `There is no group ${params.id}.`)
      const suspended = optionalFlag(bodyOf(body), 'suspended')
      if (suspended === undefined) throw new Refusal(400, 'Say what Meta does: {"suspended": true} or false.')
      suspendGroup(world, group, suspended)
      return describeGroup(group)
    },
    'POST /customers/:id/groups': ({ params, body }) => {
      const given = bodyOf(body)
      const named = optionalText(given, 'group')
      const action = optionalWord(given, 'action', ['join', 'leave', 'cancel']) ?? 'join'
      if (named === undefined)
        throw new Refusal(
          400,
          'Say which group, by its id or its invite link: {"group": "https://chat.whatsapp.com/…", "action": "join"}.',
        )
      const group = groupNamed(world, named)
      const customer = customerParam(world, params.id ?? '')
      if (action === 'join') return { group: group.id, state: joinGroup(world, group, customer) }
      if (action === 'leave') leaveGroup(world, group, customer)
      else cancelRequest(world, group, customer)
      return { group: group.id, state: action === 'leave' ? 'left' : 'cancelled' }
    },
  }
}

const iso = (at: number): string => new Date(at).toISOString()

const describeGroup = (group: Group): Record<string, unknown> => ({
  id: group.id,
  phoneNumberId: group.numberId,
  subject: group.subject,
  description: group.description,
  inviteLink: inviteLinkOf(group),
  joinApproval: group.joinApproval,
  createdAt: iso(group.createdAt),
  suspended: group.suspended,
  participants: group.participants,
  requests: group.requests.map(({ id, waId, at }) => ({ id, customer: waId, at: iso(at) })),
  lastUserAt: group.lastUserAt === null ? null : iso(group.lastUserAt),
})

const describeMessage = (message: GroupMessage): Record<string, unknown> => ({
  id: message.id,
  group: message.groupId,
  from: message.from,
  type: message.type,
  category: message.category,
  biz_opaque_callback_data: message.opaque,
  status: message.status,
  acceptedAt: iso(message.acceptedAt),
  pricing: message.pricing,
  content: message.content,
  copies: message.copies.map(({ waId, status, amount }) => ({ customer: waId, status, amount })),
  ...(message.failure ? { error: message.failure } : {}),
})
