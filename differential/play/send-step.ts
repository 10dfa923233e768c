import { monthIn, type PlatformTime, policyAt, SECOND } from '@casement/platform'
import {
  consentFor,
  countInbound,
  decide,
  newConsent,
  newPairPace,
  nextPairSlotAt,
  nextSlotAt,
  priceOf,
  takePairSlot,
  takeSlot,
} from '@casement/rules'
import { compareFate } from '../compare/compare-fate.ts'
import type { Fate } from '../compare/fate.ts'
import type { Outlook, Truth } from '../compare/outlook.ts'
import { speakingRules } from '../compare/speaking-rules.ts'
import { outboundMessages } from '../history/outbound-messages.ts'
import { AMERICAN, phoneOf } from '../history/people.ts'
import type { Sender, Step } from '../history/step.ts'
import { threadWith } from '../known/known.ts'
import { type Addressee, situationOf } from '../known/situation-of.ts'
import { chatKey, type Game } from './game.ts'
import { hearFates } from './hear-fates.ts'

type Send = Extract<Step, { do: 'send' }>

/** Our numbers send 80 a second. */
const PER_SECOND = 80
/** What is held for longer is not waited for. */
const LONGEST_WAIT = 40 * 86_400_000

/** Asks the rules, sends it whatever they say, and compares what can be compared at once; the rest is told by webhooks. */
export async function sendStep(game: Game, step: Send, place: number): Promise<void> {
  if (!step.hasty) await waitForSlot(game, step)
  const { decision, situation } = await sendOnce(game, step, place)
  if (decision.kind !== 'hold') return
  game.lastHoldUntil = decision.until
  if (!step.waitOut || decision.until === null || decision.until - situation.now > LONGEST_WAIT) return
  await waitOut(game, step, place, decision.rule, decision.until)
}

/** A hold fails until its very end, and at its end no longer. */
async function waitOut(game: Game, step: Send, place: number, rule: string, until: PlatformTime): Promise<void> {
  await game.platform.advanceTo((until - 1) as PlatformTime)
  await hearFates(game)
  const before = await sendOnce(game, step, place)
  if (before.decision.kind !== 'hold' || before.decision.rule !== rule || before.decision.until !== until) return
  await game.platform.advanceTo(until)
  await hearFates(game)
  const then = await sendOnce(game, step, place)
  if (then.decision.kind !== 'hold' || then.decision.rule !== rule) return
  const disagreement = {
    kind: `${rule} does not end when it said`,
    step: place,
    rules: `held until ${new Date(until).toISOString()}, and then held again until ${String(then.decision.until)}`,
    platform: 'not asked',
  }
  game.comparisons.push({ is: 'disagreement', disagreement })
}

async function waitForSlot(game: Game, step: Send): Promise<void> {
  const { number, pair } = slotOf(game, step.from, addresseeOf(game, step).contact)
  const at = Math.max(number, pair) as PlatformTime
  if (at <= game.platform.now()) return
  await game.platform.advanceTo(at)
  await hearFates(game)
}

async function sendOnce(game: Game, step: Send, place: number): Promise<Outlook> {
  const { platform, known } = game
  const now = platform.now()
  const to = addresseeOf(game, step)
  const chat = { lastInboundId: threadWith(known, step.from, to.contact ?? 'nobody').lastInbound?.id ?? null }
  const content = (outboundMessages[step.message] as NonNullable<(typeof outboundMessages)[string]>)(chat)
  const situation = situationOf(known, { from: step.from, to, content }, now)
  const outlook: Outlook = {
    step: place,
    message: step.message,
    situation,
    timeZone: known.timeZone,
    decision: decide(situation),
    price: priceOf(situation),
    speaking: speakingRules(situation),
    slot: slotOf(game, step.from, to.contact),
  }
  const answer = await platform.graph('POST', `${platform.numbers[step.from].id}/messages`, {
    messaging_product: 'whatsapp',
    ...(to.phone !== null ? { to: `+${to.phone}` } : to.scopedId !== null ? { recipient: to.scopedId } : {}),
    ...content,
  })
  if (answer.status === 200) accepted(game, outlook, step.from, to, answer.body)
  else compareNow(game, outlook, step.from, to, refusalIn(answer.body))
  return outlook
}

function refusalIn(body: Record<string, unknown>): Fate {
  const { code, message, error_data } = body.error as { code: number; message: string; error_data?: { details: string } }
  return { kind: 'failed', code, details: error_data?.details ?? message, by: 'answer' }
}

function compareNow(game: Game, outlook: Outlook, from: Sender, to: Addressee, fate: Fate): void {
  game.comparisons.push(compareFate(outlook, fate, truthOf(game, from, to.contact)))
}

/** It took its slots and, where it was admitted, its place in reach and allowance. */
function accepted(game: Game, outlook: Outlook, from: Sender, { contact }: Addressee, body: Record<string, unknown>): void {
  const { known, pending } = game
  const { situation, decision } = outlook
  const { now, message } = situation
  const wamid = String((body.messages as { id: string }[])[0]?.id)
  const phone = contact ?? 'nobody'
  takeSlots(game, from, phone)
  const beside = [...pending.values(), ...game.undelivered.values()].filter(
    (one) => one.contact === phone && one.outlook.situation.message.category === message.category,
  )
  for (const one of beside) one.beside = true
  known.sends.set(wamid, {
    wamid,
    number: from,
    phone,
    kind: message.kind,
    type: message.type,
    category: message.category,
    acceptedAt: now,
  })
  const conversationUntil = threadWith(known, from, phone).conversations.get(message.category) ?? null
  pending.set(wamid, {
    outlook,
    truth: truthOf(game, from, contact),
    contact: phone,
    conversationUntil: conversationUntil !== null && now < conversationUntil ? conversationUntil : null,
    beside: beside.length > 0,
  })
  // Counted when accepted, whatever we thought of it, and given back if it fails. What the limit itself stops counts for nothing.
  const overLimit = outlook.speaking.some(({ rule }) => rule === 'reach.exhausted')
  if (message.kind === 'template' && !decision.window.csw.open && !overLimit) {
    known.reached.set(wamid, { user: phone, at: now, number: from })
  }
  if (message.category === 'service' && outlook.price.allowance !== undefined) {
    known.freeUses.set(wamid, { number: from, month: monthIn(now, known.timeZone) })
  }
}

function slotOf({ known, platform }: Game, from: Sender, contact: string | null): { number: PlatformTime; pair: PlatformTime } {
  const now = platform.now()
  const pair = known.pairs.get(chatKey(from, contact ?? 'nobody')) ?? newPairPace
  return { number: nextSlotAt(known.paces[from], now), pair: nextPairSlotAt(pair, now, policyAt(now, known.timeZone)) }
}

function takeSlots({ known, platform }: Game, from: Sender, contact: string): void {
  const now = platform.now()
  // Sent without a slot: what follows pays for it.
  known.paces[from] = takeSlot(known.paces[from], PER_SECOND, now) ?? countInbound(known.paces[from], PER_SECOND, now)
  const key = chatKey(from, contact)
  const taken = takePairSlot(known.pairs.get(key) ?? newPairPace, now, policyAt(now, known.timeZone))
  if (taken !== null) known.pairs.set(key, taken)
}

function addresseeOf({ known }: Game, step: Send): Addressee {
  if (step.to === 'nobody') return { phone: null, scopedId: null, contact: null }
  if (step.to === 'ourselves')
    return { phone: known.numbers[step.from].phone, scopedId: null, contact: known.numbers[step.from].phone }
  const phone = phoneOf(step.to)
  const scopedId = known.scopedIds.get(phone) ?? null
  return step.by === 'id' && scopedId !== null
    ? { phone: null, scopedId, contact: phone }
    : { phone, scopedId: null, contact: phone }
}

function truthOf({ known, deeds, openingReplies, pending }: Game, from: Sender, contact: string | null): Truth {
  const phone = contact ?? 'nobody'
  const chat = chatKey(from, phone)
  const consent = known.consents.get(phone) ?? newConsent
  const { said } = consentFor(consent, 'marketing')
  const { platformOut, platformResume } = consent.marketing ?? {}
  return {
    unreachable: deeds.unreachable.has(phone),
    american: phone === phoneOf(AMERICAN),
    optedOutInWords: said?.evidence.how === 'keyword' || said?.evidence.how === 'button',
    stoppedAndResumed:
      platformOut !== undefined && platformResume !== undefined && secondOf(platformOut.at) === secondOf(platformResume.at),
    cameByDesktop: deeds.byDesktop.has(chat),
    openingReplyOnItsWay: (openingReplies.get(chat)?.size ?? 0) > 0,
    keptForEstimate: [...pending.values()].some(({ outlook: { price, decision }, truth }) => {
      const { state } = decision.window.fep
      return price.allowance !== undefined && (state === 'candidate' || state === 'estimated' || truth.cameByPage)
    }),
    cameByPage: deeds.byPage.has(chat),
  }
}

const secondOf = (at: PlatformTime): number => Math.floor(at / SECOND)
