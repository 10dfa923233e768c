import { HOUR } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { findCustomer } from '../customers/customer.ts'
import { numberUnder } from '../customers/shown-number.ts'
import { threadOf } from '../messages/windows.ts'
import type { Customer, PhoneNumber, Thread } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { GraphFailure, missingParameter, titleOf } from './failure.ts'
import { pageOf } from './page.ts'
import { type GraphHandler, type GraphRequest, isRecord, listParam, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

type Failure = { code: number; details: string }
type Outcome = { input: string; customer: Customer | null; failure: Failure | null }

function* blockedBy(world: World, numberId: string): Generator<Thread> {
  for (const thread of world.threads.values()) if (thread.numberId === numberId && thread.blockedByBusiness) yield thread
}

function readUsers({ world, params }: GraphRequest): { input: string; customer: Customer | null }[] {
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  const users = listParam(params, 'block_users')
  if (!users || users.length === 0) throw missingParameter('block_users')
  return users.map((one) => {
    const input = isRecord(one) ? String(one.user ?? one.user_id ?? '') : String(one)
    return { input, customer: findCustomer(world, input) }
  })
}

/** Answers with who was changed and who was not. Throws PartlyBlocked as soon as one was not. */
function answer(request: GraphRequest, list: 'added_users' | 'removed_users', outcomes: Outcome[]): Record<string, unknown> {
  const { world } = request
  const number = numberNode(request)
  const portfolioId = world.wabaOf(number.id)?.portfolioId ?? ''
  const named = ({ input, customer }: Outcome): Record<string, unknown> =>
    customer
      ? { input, ...numberUnder(world, number, customer, 'wa_id'), user_id: world.bsuidOf(portfolioId, customer) }
      : { input }
  const lists: Record<string, unknown> = { [list]: outcomes.filter((one) => one.failure === null).map(named) }
  const failed = outcomes.filter((one): one is Outcome & { failure: Failure } => one.failure !== null)
  if (failed.length === 0) return { messaging_product: 'whatsapp', block_users: lists }
  lists.failed_users = failed.map((one) => {
    const { code, details } = one.failure
    return { ...named(one), errors: [{ message: `(#${code}) ${titleOf(code)}`, code, error_data: { details } }] }
  })
  throw new PartlyBlocked({ messaging_product: 'whatsapp', block_users: lists })
}

/** Some were blocked and some not: an error that carries both lists. */
class PartlyBlocked extends GraphFailure {
  readonly lists: Record<string, unknown>

  constructor(lists: Record<string, unknown>) {
    super({ code: 139100, http: 400, details: 'Some users could not be blocked or unblocked.' })
    this.lists = lists
  }

  override body(traceId: string): { error: Record<string, unknown> } {
    const envelope = super.body(traceId)
    const body: { error: Record<string, unknown>; [list: string]: unknown } = {
      ...this.lists,
      errors: envelope.error,
      ...envelope,
    }
    return body
  }
}

const block: GraphHandler = (request) => {
  const { world } = request
  const number = numberNode(request)
  const now = world.now()
  const day = cachedDay(now, 'UTC')
  const hours = numberOn('block-list.wrote-within-hours', day)
  const most = numberOn('block-list.users', day)
  let blocked = [...blockedBy(world, number.id)].length
  const outcomes = readUsers(request).map(({ input, customer }): Outcome => {
    const failed = (code: number, details: string): Outcome => ({ input, customer, failure: { code, details } })
    if (!customer) return failed(131009, 'user: must be a phone number or a business-scoped id.')
    if (customer.waId === number.digits) return failed(131021, 'A number cannot block itself.')
    const thread = threadOf(world, number.id, customer.waId)
    if (thread.blockedByBusiness) return { input, customer, failure: null }
    if (thread.lastUserAt === null || now >= thread.lastUserAt + hours * HOUR)
      return failed(131047, `Only users who wrote in the last ${hours} hours can be blocked.`)
    if (blocked >= most) return failed(139101, `The block list is full: it holds ${most} users.`)
    blocked++
    thread.blockedByBusiness = true
    world.threads.put(thread)
    return { input, customer, failure: null }
  })
  return answer(request, 'added_users', outcomes)
}

const unblock: GraphHandler = (request) => {
  const { world } = request
  const number = numberNode(request)
  const outcomes = readUsers(request).map(({ input, customer }): Outcome => {
    if (!customer)
      return { input, customer, failure: { code: 131009, details: 'user: must be a phone number or a business-scoped id.' } }
    const thread = threadOf(world, number.id, customer.waId)
    thread.blockedByBusiness = false
    world.threads.put(thread)
    return { input, customer, failure: null }
  })
  return answer(request, 'removed_users', outcomes)
}

/** Whom a number has blocked. Only people who wrote in the last 24 hours can be; a blocked one neither writes nor is written to. */
export const blockListEdges: Record<string, GraphHandler> = {
  'GET block_users': (request) => {
    const { id } = numberNode(request)
    const rows = [...blockedBy(request.world, id)].map((thread) => ({ messaging_product: 'whatsapp', wa_id: thread.waId }))
    return pageOf(request, rows, `${id}/block_users`)
  },
  'POST block_users': block,
  'DELETE block_users': unblock,
}
