import { recordClick } from '../customers/follow-link.ts'
import { changePreference, giveFeedback, readMessages } from '../customers/give-feedback.ts'
import { writeMessage } from '../customers/write-message.ts'
import { fractionOf, textNumber } from '../world/chance.ts'
import type { Customer, OutboundMessage, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { choicesOf } from './choices.ts'
import { type Crowd, count, crowdOf, DEEDS, type Deed, type Doings, humanWait, memberOf, ratesOf, wholeSecond } from './crowd.ts'
import { replyIn, stopIn } from './sayings.ts'

/** Half of the deeds of a kind happen sooner than this after the message was seen, in milliseconds. */
const median: Record<Deed, number> = { read: 0, reply: 150_000, click: 20_000, stop: 40_000, report: 60_000, block: 90_000 }
/** People look sooner when they are in a conversation than when a template comes out of the blue. */
const SEEN_IN_CHAT_MS = 45_000
const SEEN_OUT_OF_THE_BLUE_MS = 720_000
const QUOTES = 0.3
const STOPS_IN_SETTINGS = 0.5

const lanes = new Map<Deed, number>(DEEDS.map((deed, place) => [deed, 20 + place * 3]))
const SEEN_LANE = 50
const WORDS_LANE = 60

/**
 * What the person who just got a message will do about it, and when, counted from its delivery. Always the same for one crowd and
 * one message. Whoever answers, presses or stops has read; a block comes last, because nothing follows it.
 */
export function reactionsTo(crowd: Crowd, person: number, message: OutboundMessage): { deed: Deed; afterMs: number }[] {
  const rates = ratesOf(crowd, person)
  const of = textNumber(message.id)
  const draw = (lane: number) => fractionOf(crowd.seed, of, lane)
  const medianSeen = message.category === 'service' ? SEEN_IN_CHAT_MS : SEEN_OUT_OF_THE_BLUE_MS
  const seenAfter = 1_000 + humanWait(medianSeen, 1.2, draw(SEEN_LANE), draw(SEEN_LANE + 1))
  const chosen = DEEDS.filter((deed) => draw(lanes.get(deed) as number) < rates[deed])
  let last = seenAfter
  return chosen.map((deed) => {
    const lane = lanes.get(deed) as number
    const afterMs = deed === 'read' ? seenAfter : seenAfter + humanWait(median[deed], 0.9, draw(lane + 1), draw(lane + 2))
    last = Math.max(last, afterMs)
    return { deed, afterMs: deed === 'block' ? last + 1_000 : afterMs }
  })
}

/** A message was delivered: if a member of the crowd got it, plans what they will do. */
export function planReactions(world: World, messageId: string): void {
  const crowd = crowdOf(world)
  const message = crowd && world.messages.get(messageId)
  if (!crowd || !message || message.status !== 'delivered') return
  const person = memberOf(crowd, message)
  if (person === null) return
  count(world, crowd, 'delivered')
  const now = world.now()
  const readsByHand = world.customers.get(message.to)?.readAfterMs !== null
  for (const { deed, afterMs } of reactionsTo(crowd, person, message)) {
    if (deed === 'read' && readsByHand) continue
    world.schedule(wholeSecond(now + afterMs), 'crowd.react', `${deed}:${messageId}`)
  }
}

/** `reply:wamid…` falls due: the member does it, the way a customer moved by hand would. */
export function react(world: World, ref: string): void {
  const crowd = crowdOf(world)
  const [deed, messageId = ''] = split(ref)
  const message = world.messages.get(messageId)
  const number = message && world.numbers.get(message.from)
  const customer = message && world.customers.get(message.to)
  if (!crowd || !message || !number || !customer) return
  if (!customer.onWhatsApp || customer.blocked.includes(number.id)) return
  const done = doDeed({ world, crowd, message, number, customer }, deed as Deed)
  if (done) count(world, crowd, done)
}

type Scene = { world: World; crowd: Crowd; message: OutboundMessage; number: PhoneNumber; customer: Customer }

/** Returns what it counts as, or null when there was nothing to do. */
function doDeed(scene: Scene, deed: Deed): keyof Doings | null {
  const { world, message, number, customer } = scene
  switch (deed) {
    case 'read':
      return readMessages(world, customer, message.id) > 0 ? 'read' : null
    case 'reply': {
      const body = replyIn(customer.country, chance(scene, 0))
      write(scene, { type: 'text', text: { body } }, chance(scene, 1) < QUOTES)
      return 'replied'
    }
    case 'click':
      return press(scene)
    case 'stop':
      if (message.category === 'marketing' && chance(scene, 2) < STOPS_IN_SETTINGS)
        changePreference(world, customer, number, 'stop')
      else write(scene, { type: 'text', text: { body: stopIn(customer.country) } }, false)
      return 'stopped'
    case 'report':
      giveFeedback(world, customer, number, 'report', message.id)
      return 'reported'
    case 'block':
      giveFeedback(world, customer, number, 'block', message.id)
      return 'blocked'
  }
}

/** Presses one of the message's buttons, the first more often than the rest. Nothing happens where there is nothing to press. */
function press(scene: Scene): keyof Doings | null {
  const { world, message, customer } = scene
  const choices = choicesOf(world, message)
  const choice = choices[Math.floor(chance(scene, 3) ** 2 * choices.length)]
  if (!choice) return null
  if (choice.says) write(scene, choice.says, true)
  else {
    readMessages(world, customer, message.id)
    if (choice.kind === 'url') recordClick(world, message, choice)
  }
  return choice.says ? 'clicked' : 'followedLink'
}

function write({ world, message, number, customer }: Scene, content: Record<string, unknown>, quotes: boolean): void {
  writeMessage(world, customer, number, {
    type: String(content.type),
    content,
    context: quotes ? { id: message.id } : null,
    referral: null,
    arrival: null,
    client: 'phone',
  })
}

const chance = ({ crowd, message }: Scene, lane: number): number =>
  fractionOf(crowd.seed, textNumber(message.id), WORDS_LANE + lane)

function split(ref: string): [string, string] {
  const colon = ref.indexOf(':')
  return [ref.slice(0, colon), ref.slice(colon + 1)]
}
