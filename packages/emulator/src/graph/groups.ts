import { customerOf } from '../customers/customer.ts'
import { type Group, groupError, groupOf, groupsOf, inviteLinkOf, participantOf } from '../groups/group-record.ts'
import {
  changeGroup,
  checkEligible,
  checkTexts,
  createGroup,
  deleteGroup,
  removeParticipants,
  resetInvite,
  type Settled,
  settleRequests,
} from '../groups/manage-group.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, missingParameter, refuse, titleOf } from './failure.ts'
import { pageOf } from './page.ts'
import { notOneOf } from './refuse-parameter.ts'
import { type GraphHandler, type GraphRequest, isRecord, listParam, textParam } from './request.ts'
import { typeName } from './routes.ts'
import { type Fields, selectFields } from './select-fields.ts'

const LARGEST_PAGE = 1_024
const APPROVALS = ['auto_approve', 'approval_required'] as const

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber
const seconds = (at: number): number => Math.floor(at / 1_000)

/** The group a call is about. Throws GraphFailure 131207 where it is suspended and would be changed. */
function groupNode({ world, path, method }: GraphRequest): Group {
  const group = groupOf(world, path[0] as string)
  if (!group) throw refuse(131041, 'No such group.')
  if (method !== 'GET' && group.suspended)
    throw refuse(131207, 'The group is suspended because it violates the policies of the platform.')
  return group
}

function checkProduct({ params }: GraphRequest): void {
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
}

const requested = (requestId: string) => ({ messaging_product: 'whatsapp', request_id: requestId })

const create: GraphHandler = (request) => {
  const { world, params } = request
  const number = numberNode(request)
  checkProduct(request)
  checkEligible(world, number)
  const subject = textParam(params, 'subject')
  const description = textParam(params, 'description') ?? null
  if (subject === undefined) throw missingParameter('subject')
  checkTexts({ subject, description })
  const mode = textParam(params, 'join_approval_mode')?.toLowerCase() ?? 'auto_approve'
  const joinApproval = APPROVALS.find((one) => one === mode)
  if (!joinApproval) throw notOneOf('join_approval_mode', APPROVALS, mode)
  return requested(createGroup(world, number, { subject: subject.trim(), description, joinApproval }))
}

/** Paged as every list is, but the rows are in an object of their own, and cursors have an error of their own. */
const list: GraphHandler = (request) => {
  const number = numberNode(request)
  checkEligible(request.world, number)
  const rows = groupsOf(request.world, number.id).map(({ id, subject, createdAt }) => ({
    id,
    subject,
    created_at: String(seconds(createdAt)),
  }))
  const { data, ...page } = paged(request, rows, `${request.path[0]}/groups`)
  return { data: { groups: data }, ...page }
}

function paged(request: GraphRequest, rows: unknown[], path: string): Record<string, unknown> {
  try {
    return pageOf(request, rows, path, LARGEST_PAGE)
  } catch (error) {
    if (error instanceof GraphFailure) throw refuse(131059, 'The cursor has expired or is damaged; begin with the first page.')
    throw error
  }
}

function fieldsOf(world: World, group: Group): Fields {
  return {
    id: () => group.id,
    messaging_product: () => 'whatsapp',
    subject: () => group.subject,
    description: () => group.description ?? undefined,
    suspended: () => group.suspended,
    creation_timestamp: () => seconds(group.createdAt),
    join_approval_mode: () => group.joinApproval,
    total_participant_count: () => group.participants.length,
    participants: () => group.participants.map((waId) => participantOf(world, group, customerOf(world, waId))),
  }
}

const change: GraphHandler = (request) => {
  checkProduct(request)
  const { world, params, files } = request
  const group = groupNode(request)
  const subject = typeof params.subject === 'string' ? params.subject : undefined
  const description = typeof params.description === 'string' ? params.description : undefined
  const picture = files.find(({ field }) => field === 'file' || field === 'profile_picture_file')?.bytes
  if (subject === undefined && description === undefined && picture === undefined) throw missingParameter('subject')
  const wanted = {
    ...(subject === undefined ? {} : { subject }),
    ...(description === undefined ? {} : { description }),
    ...(picture === undefined ? {} : { picture }),
  }
  checkTexts(wanted)
  return requested(changeGroup(world, group, wanted))
}

const invite: GraphHandler = (request) => ({ messaging_product: 'whatsapp', invite_link: inviteLinkOf(groupNode(request)) })

function readUsers(request: GraphRequest): string[] {
  return (listParam(request.params, 'participants') ?? []).map((one) =>
    isRecord(one) ? String(one.user ?? one.user_id ?? '') : String(one),
  )
}

const settle =
  (name: 'approved_join_requests' | 'rejected_join_requests'): GraphHandler =>
  (request) => {
    checkProduct(request)
    const ids = (listParam(request.params, 'join_requests') ?? []).map(String)
    const settled = settleRequests(request.world, groupNode(request), ids, name === 'approved_join_requests')
    if (settled.failed.length === 0) return { messaging_product: 'whatsapp', [name]: settled.done }
    throw new PartlySettled(name, settled)
  }

/** Some requests were settled and some not: 206 with both lists. With none settled, the error of the first. */
class PartlySettled extends GraphFailure {
  readonly lists: Record<string, unknown>

  constructor(name: string, { done, failed }: Settled) {
    const some = done.length > 0
    super(some ? { code: 131201, http: 206, details: 'Some join requests could not be settled.' } : firstOf(failed))
    this.lists = {
      messaging_product: 'whatsapp',
      [name]: done,
      failed_join_requests: failed,
      errors: [groupError(131201, titleOf(131201), 'Some join requests could not be settled.')],
    }
  }

  override body(traceId: string): { error: Record<string, unknown> } {
    return (this.http === 206 ? this.lists : { ...super.body(traceId), ...this.lists }) as { error: Record<string, unknown> }
  }
}

function firstOf(failed: Settled['failed']) {
  const [error] = failed[0]?.errors ?? []
  const { details } = (error?.error_data ?? {}) as { details?: string }
  return { code: Number(error?.code ?? 131213), ...(details === undefined ? {} : { details }) }
}

/** `groups` of a number. */
export const numberGroupEdges: Record<string, GraphHandler> = { 'POST groups': create, 'GET groups': list }

/** A group itself, its link, its people and who wants to join. */
export const groupEdges: Record<string, GraphHandler> = {
  GET: (request) =>
    selectFields(
      fieldsOf(request.world, groupNode(request)),
      request.params.fields,
      ['id', 'messaging_product'],
      typeName('group'),
    ),
  POST: change,
  DELETE: (request) => requested(deleteGroup(request.world, groupNode(request))),
  'GET invite_link': invite,
  'POST invite_link': (request) => {
    checkProduct(request)
    resetInvite(request.world, groupNode(request))
    return invite(request)
  },
  'DELETE participants': (request) => {
    checkProduct(request)
    return requested(removeParticipants(request.world, groupNode(request), readUsers(request)))
  },
  'GET join_requests': (request) => {
    const { world } = request
    const group = groupNode(request)
    const rows = group.requests.map(({ id, waId, at }) => {
      const { user_id: _id, ...named } = participantOf(world, group, customerOf(world, waId))
      return { join_request_id: id, ...named, creation_timestamp: String(seconds(at)) }
    })
    return paged(request, rows, `${group.id}/join_requests`)
  },
  'POST join_requests': settle('approved_join_requests'),
  'DELETE join_requests': settle('rejected_join_requests'),
}
