import { platformTime, policyAt, SECOND } from '@casement/platform'
import { pricedFreeEntryPoint, windowAt } from '@casement/rules'
import { compareFate, disagree } from '../compare/compare-fate.ts'
import { type Fate, isFreeEntryPoint } from '../compare/fate.ts'
import { OPENED_MEANWHILE } from '../compare/left-out.ts'
import type { Status } from '../known/hear-status.ts'
import { threadWith } from '../known/known.ts'
import { chatKey, type Game, type Pending } from './game.ts'

/** Compares every send whose fate was told since the last time. */
export async function hearFates(game: Game): Promise<void> {
  for (const status of game.heard.splice(0)) {
    noteOpeningReply(game, status)
    if (status.status === 'delivered') await compareConversation(game, status)
    const pending = game.pending.get(status.id)
    if (!pending || (status.status !== 'sent' && status.status !== 'failed')) continue
    game.pending.delete(status.id)
    const fate = status.status === 'sent' ? await sentAs(game, status) : failedAs(status)
    game.comparisons.push(compareFate(pending.outlook, fate, pending.truth))
    if (fate.kind === 'sent' && fate.pricing.pricing_model === 'CBP' && !isFreeEntryPoint(fate))
      game.undelivered.set(status.id, pending)
  }
}

/** Reactions are never delivered: they open nothing, and are not waited for. */
function noteOpeningReply({ known, openingReplies }: Game, { id, status, pricing }: Status): void {
  const send = known.sends.get(id)
  if (!send || send.type === 'reaction') return
  const chat = chatKey(send.number, send.phone)
  const waiting = openingReplies.get(chat) ?? new Set()
  openingReplies.set(chat, waiting)
  if (status === 'sent' && pricing && pricedFreeEntryPoint(pricing)) waiting.add(id)
  if (status === 'delivered' || status === 'read' || status === 'failed') waiting.delete(id)
}

function failedAs(status: Status): Fate {
  const error = status.errors?.[0]
  return { kind: 'failed', code: error?.code ?? 0, details: error?.error_data?.details ?? '', by: 'webhook' }
}

async function sentAs(game: Game, status: Status): Promise<Fate> {
  const { body } = await game.platform.control('GET', `/messages/${status.id}`)
  return { kind: 'sent', pricing: status.pricing ?? {}, price: body.price as never, policy: String(body.policy) }
}

/** What a delivery was charged under conversation-based pricing: nothing where one of its category was open. */
async function compareConversation(game: Game, status: Status): Promise<void> {
  const pending = game.undelivered.get(status.id)
  if (!pending) return
  game.undelivered.delete(status.id)
  const { outlook } = pending
  const { decision } = outlook
  if (decision.kind !== 'send' || decision.window.fep.state !== 'none') return
  if (pending.beside || isLate(pending, status) || cameMeanwhile(game, pending, status)) {
    game.comparisons.push({ is: 'left-out', id: OPENED_MEANWHILE.id })
    return
  }
  const { body } = await game.platform.control('GET', `/messages/${status.id}`)
  if (body.charged === decision.price.billable) {
    game.comparisons.push({ is: 'agreed', code: null, rules: decision.price.rule === undefined ? [] : [decision.price.rule] })
    return
  }
  const fate = (await sentAs(game, { ...status, pricing: body.pricing as never })) as Fate
  game.comparisons.push(disagree(outlook, fate, `${decision.price.rule} but charged ${String(body.charged)}`))
}

/** It was accepted inside a conversation, and arrived after that had ended. */
const isLate = ({ conversationUntil }: Pending, { timestamp }: Status): boolean =>
  conversationUntil !== null && platformTime((Number(timestamp) + 1) * SECOND) >= conversationUntil

/** Who got it came by an ad or a Page button while it was on its way, so that a delivery may have opened a free entry point. */
function cameMeanwhile({ known, deeds }: Game, { truth }: Pending, { id, timestamp }: Status): boolean {
  const send = known.sends.get(id)
  if (!send) return false
  if (!truth.cameByPage && deeds.byPage.has(chatKey(send.number, send.phone))) return true
  const then = platformTime((Number(timestamp) + 1) * SECOND)
  const { window } = threadWith(known, send.number, send.phone)
  return windowAt(window, then, policyAt(then, known.timeZone)).fep.state !== 'none'
}
