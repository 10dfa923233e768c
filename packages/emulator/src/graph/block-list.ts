import { HOUR, numberOn } from '@casement/platform'
import { contactOf, findCustomer } from '../customers/customer.ts'
import { threadOf } from '../messages/windows.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import { cachedDay } from '../world/world.ts'
import { GraphFailure, missingParameter, titleOf } from './failure.ts'
import { pageOf } from './page.ts'
import { type GraphHandler, type GraphRequest, isRecord, listParam, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

type Outcome = { input: string; customer: Customer | null; code: number | null; details: string }

function readUsers(request: GraphRequest): { input: string; customer: Customer | null }[] {
  const users = listParam(request.params, 'block_users')
  if (textParam(request.params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  if (!users || users.length === 0) throw missingParameter('block_users')
  return users.map((one) => {
    const input = isRecord(one) ? String(one.user ?? one.user_id ?? '') : String(one)
    return { input, customer: findCustomer(request.world, input) }
  })
}

function answer(request: GraphRequest, list: 'added_users' | 'removed_users', outcomes: Outcome[]): Record<string, unknown> {
  const { world } = request
  const portfolio = world.portfolios.get(world.wabaOf(numberNode(request).id)?.portfolioId ?? '')
  const named = ({ input, customer }: Outcome) => {
    const contact = customer ? contactOf(world, portfolio, customer) : {}
    return { input, ...(customer ? { wa_id: contact.wa_id, user_id: contact.user_id } : {}) }
  }
  const done = outcomes.filter((one) => one.code === null)
  const failed = outcomes.filter((one) => one.code !== null)
  const body: Record<string, unknown> = { messaging_product: 'whatsapp', block_users: { [list]: done.map(named) } }
  if (failed.length === 0) return body
  body.block_users = {
    [list]: done.map(named),
    failed_users: failed.map((one) => ({
      ...named(one),
      errors: [{ message: titleOf(one.code ?? 0), code: one.code, error_data: { details: one.details } }],
    })),
  }
  throw new PartlyBlocked(body)
}

/** Some were blocked and some not: an error that carries both lists. */
export class PartlyBlocked extends GraphFailure {
  readonly lists: Record<string, unknown>

  constructor(lists: Record<string, unknown>) {
    super({ code: 139100, http: 400, details: 'Some users could not be blocked or unblocked.' })
    this.lists = lists
  }

  override body(traceId: string): { error: Record<string, unknown> } {
    return { ...this.lists, ...super.body(traceId) }
  }
}

/** Whom a number has blocked. Only people who wrote in the last 24 hours can be. */
export const blockListEdges: Record<string, GraphHandler> = {
  'GET block_users': (request) => {
    const number = numberNode(request)
    const rows = [...request.world.threads.values()]
      .filter((thread) => thread.numberId === number.id && thread.blockedByBusiness)
      .map((thread) => ({ messaging_product: 'whatsapp', wa_id: thread.waId }))
    return pageOf(request, rows, `${number.id}/block_users`)
  },
  'POST block_users': (request) => {
    const { world } = request
    const number = numberNode(request)
    const day = cachedDay(world.now(), 'UTC')
    const hours = numberOn('block-list.wrote-within-hours', day)
    const blocked = [...world.threads.values()].filter(
      (thread) => thread.numberId === number.id && thread.blockedByBusiness,
    ).length
    const outcomes = readUsers(request).map(({ input, customer }, index): Outcome => {
      if (!customer) return { input, customer, code: 131021, details: 'This is no user of WhatsApp.' }
      const thread = threadOf(world, number.id, customer.waId)
      if (thread.lastUserAt === null || world.now() >= thread.lastUserAt + hours * HOUR) {
        return { input, customer, code: 131047, details: `Only users who wrote in the last ${hours} hours can be blocked.` }
      }
      if (blocked + index >= numberOn('block-list.users', day))
        return { input, customer, code: 139101, details: 'The block list is full.' }
      thread.blockedByBusiness = true
      world.threads.put(thread)
      return { input, customer, code: null, details: '' }
    })
    return answer(request, 'added_users', outcomes)
  },
  'DELETE block_users': (request) => {
    const number = numberNode(request)
    const outcomes = readUsers(request).map(({ input, customer }): Outcome => {
      if (!customer) return { input, customer, code: 131021, details: 'This is no user of WhatsApp.' }
      const thread = threadOf(request.world, number.id, customer.waId)
      thread.blockedByBusiness = false
      request.world.threads.put(thread)
      return { input, customer, code: null, details: '' }
    })
    return answer(request, 'removed_users', outcomes)
  },
}
