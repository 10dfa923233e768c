import { businessLimits } from '@casement/platform/reference'
import { publishForAccount } from '../messages/webhook-values.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { missingParameter, refuse } from './failure.ts'
import { notOneOf } from './refuse-parameter.ts'
import { type GraphHandler, type GraphRequest, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber
const [SHORTEST, LONGEST] = businessLimits.profile.username.value

function problemWith(username: string): string | null {
  if (username.length < SHORTEST || username.length > LONGEST) return `A username has ${SHORTEST} to ${LONGEST} characters.`
  if (!/^[A-Za-z0-9._]+$/.test(username)) return 'A username has letters, digits, dots and underscores only.'
  if (!/[A-Za-z]/.test(username)) return 'A username has at least one letter.'
  if (/^\.|\.$|\.\./.test(username)) return 'A username has no dot at its begin or end, and no two in a row.'
  return /^www/i.test(username) ? 'A username does not begin with www.' : null
}

function holderOf(world: World, username: string): PhoneNumber | undefined {
  const wanted = username.toLowerCase()
  return [...world.numbers.values()].find((number) => number.username?.toLowerCase() === wanted)
}

const portfolioOf = (world: World, number: PhoneNumber) => world.portfolios.get(world.wabas.get(number.wabaId)?.portfolioId ?? '')

function setUsername(world: World, number: PhoneNumber, username: string | null): void {
  const before = number.username
  number.username = username
  world.numbers.put(number)
  publishForAccount(world, number.wabaId, 'business_username_updates', {
    display_phone_number: number.digits,
    ...(username === null ? (before === null ? {} : { username: before }) : { username }),
    status: username === null ? 'deleted' : 'approved',
  })
}

const claim: GraphHandler = (request) => {
  const { world, params } = request
  const number = numberNode(request)
  const username = textParam(params, 'username')
  if (username === undefined) throw missingParameter('username')
  const transfer = textParam(params, 'transfer_action') ?? 'none'
  if (!['none', 'force_transfer'].includes(transfer)) throw notOneOf('transfer_action', ['none', 'force_transfer'], transfer)
  const problem = problemWith(username)
  if (problem !== null) throw refuse(147001, problem)
  const portfolio = portfolioOf(world, number)
  if (portfolio?.tier === 'TIER_250') throw refuse(147002, 'The messaging limit of this portfolio is too low for a username.')
  const holder = holderOf(world, username)
  if (holder && holder.id !== number.id) {
    if (portfolioOf(world, holder)?.id !== portfolio?.id) throw refuse(147001, 'The username is taken.')
    if (transfer !== 'force_transfer')
      throw refuse(147005, 'Another number of this portfolio holds the username; ask again with transfer_action force_transfer.')
    setUsername(world, holder, null)
  }
  setUsername(world, number, username)
  return { status: 'approved' }
}

/** The name by which people may find a number. */
export const usernameEdges: Record<string, GraphHandler> = {
  'GET username': (request) => {
    const { username } = numberNode(request)
    return username === null ? {} : { username, status: 'approved' }
  },
  'POST username': claim,
  'DELETE username': (request) => {
    const number = numberNode(request)
    const had = number.username !== null
    if (had) setUsername(request.world, number, null)
    return { success: had }
  },
  'GET username_suggestions': (request) => {
    const { world } = request
    const words = numberNode(request)
      .verifiedName.toLowerCase()
      .match(/[a-z0-9]+/g) ?? ['business']
    const ideas = [words.join('.'), words.join('_'), words.join(''), `${words.join('.')}.official`]
    const free = ideas.filter((idea) => problemWith(idea) === null && !holderOf(world, idea))
    return { data: [{ username_suggestions: [...new Set(free)] }] }
  },
}
