import { later } from '@casement/platform'
import { phoneOf } from '../history/people.ts'
import type { Step } from '../history/step.ts'
import { threadWith } from '../known/known.ts'
import { edgeAt } from './edge-at.ts'
import { chatKey, type Game } from './game.ts'
import { sendStep } from './send-step.ts'

type Of<Deed extends Step['do']> = Extract<Step, { do: Deed }>

/** Takes one step. Everything that follows from it at once has happened, and been heard, when this resolves. */
export async function liveStep(game: Game, step: Step, place: number): Promise<void> {
  const { platform } = game
  switch (step.do) {
    case 'send':
      return await sendStep(game, step, place)
    case 'pass':
      return await platform.advance(step.ms)
    case 'pass-to': {
      const at = edgeAt(game, step)
      if (at !== null) await platform.advanceTo(later(at, step.offsetMs))
      return
    }
    default:
      await happen(game, step)
      // What was told of it is on its way: hear it before the next step.
      await platform.advance(0)
  }
}

async function happen(game: Game, step: Exclude<Step, Of<'send' | 'pass' | 'pass-to'>>): Promise<void> {
  const { platform, known, deeds } = game
  switch (step.do) {
    case 'write':
      return await write(game, step)
    case 'call': {
      await platform.control('POST', `/customers/${phoneOf(step.who)}/calls`, { to: platform.numbers[step.to].id })
      return
    }
    case 'read': {
      await platform.control('POST', `/customers/${phoneOf(step.who)}/reads`, {})
      return
    }
    case 'feedback': {
      const { id } = platform.numbers[step.to]
      await platform.control('POST', `/customers/${phoneOf(step.who)}/feedback`, { to: id, kind: step.kind })
      return
    }
    case 'prefer': {
      const { marketing } = step
      await platform.control('POST', `/customers/${phoneOf(step.who)}/preferences`, { to: platform.numbers[0].id, marketing })
      return
    }
    case 'become': {
      const { do: _, who, ...change } = step
      const { body } = await platform.control('PATCH', `/customers/${phoneOf(who)}`, change)
      if (body.reachable && body.onWhatsApp) deeds.unreachable.delete(phoneOf(who))
      else deeds.unreachable.add(phoneOf(who))
      return
    }
    case 'template': {
      const template = known.templates.get(`${step.name} ${step.language}`)
      const { status, quality } = step
      if (template)
        await platform.control('PATCH', `/templates/${template.id}`, { ...(status && { status }), ...(quality && { quality }) })
      return
    }
    case 'number':
      return await changeNumber(game, step)
    case 'tier': {
      await platform.control('PATCH', `/portfolios/${platform.portfolioId}`, { tier: step.tier })
      return
    }
    case 'account':
      return await changeAccount(game, step)
    case 'webhooks': {
      if (step.doubled) await platform.control('POST', '/faults', { on: 'webhook', fault: { duplicate: true }, percent: 30 })
      else await platform.control('DELETE', '/faults')
      return
    }
    case 'block-user':
      return await blockUser(game, step)
  }
}

const POST = { source_type: 'post', source_id: '120', source_url: 'https://fb.me/post', headline: 'Sofas' }

async function write({ platform, known, deeds }: Game, step: Of<'write'>): Promise<void> {
  const phone = phoneOf(step.who)
  const chat = chatKey(step.to, phone)
  const lastId = [...known.sends.values()].findLast((send) => send.phone === phone)?.wamid
  const content =
    step.type === 'text'
      ? { text: { body: step.text ?? 'Hello' } }
      : step.type === 'reaction'
        ? { reaction: { message_id: lastId ?? 'wamid.none', emoji: '👍' } }
        : step.type === 'location'
          ? { location: { latitude: 53.8, longitude: -1.55 } }
          : {}
  const { status } = await platform.control('POST', `/customers/${phone}/messages`, {
    to: platform.numbers[step.to].id,
    type: step.type,
    ...content,
    ...(step.arrival === 'post' ? { referral: POST } : step.arrival ? { arrival: step.arrival } : {}),
    ...(step.client ? { client: step.client } : {}),
  })
  if (status !== 200) return
  if (step.arrival === 'page' && step.client !== 'desktop') deeds.byPage.add(chat)
  if (step.arrival === 'ad' && step.client === 'desktop') deeds.byDesktop.add(chat)
}

/** No webhook tells of a number's status: it is asked for, as a hub does. */
async function changeNumber({ platform, known }: Game, step: Of<'number'>): Promise<void> {
  const { id } = platform.numbers[step.number]
  const { status, throughput } = step
  await platform.control('PATCH', `/numbers/${id}`, { ...(status && { status }), ...(throughput && { throughput }) })
  const { body } = await platform.graph('GET', `${id}?fields=status`)
  known.numberStatus[step.number] = String(body.status)
}

/** Locks and restrictions are told by webhook. That a restriction is lifted, or that nobody pays, is seen in the manager only. */
async function changeAccount({ platform, known }: Game, step: Of<'account'>): Promise<void> {
  const path = `/wabas/${platform.wabaId}`
  const { locked, unpaid, restriction } = step
  if (restriction !== undefined) {
    await platform.control('DELETE', `${path}/restrictions`)
    known.restriction = null
  }
  if (restriction) {
    const { type, days } = restriction
    await platform.control('POST', `${path}/restrictions`, { type, ...(days !== null && { hours: days * 24 }) })
  }
  await platform.control('PATCH', path, { ...(locked !== undefined && { locked }), ...(unpaid !== undefined && { unpaid }) })
  if (unpaid !== undefined) known.unpaid = unpaid
}

/** Only people who wrote in the last day can be blocked; whoever was, the answer names. */
async function blockUser({ platform, known }: Game, step: Of<'block-user'>): Promise<void> {
  const phone = phoneOf(step.who)
  const { status } = await platform.graph(step.blocked ? 'POST' : 'DELETE', `${platform.numbers[step.number].id}/block_users`, {
    messaging_product: 'whatsapp',
    block_users: [{ user: phone }],
  })
  if (status === 200) threadWith(known, step.number, phone).blocked = step.blocked
}
