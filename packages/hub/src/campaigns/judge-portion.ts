import { addAmounts, compareAmounts, HOUR, later, type PlatformTime, platformTime, SECOND } from '@casement/platform'
import { type Decision, decide, plainText, renderTemplate, type Situation } from '@casement/rules'
import type { Db } from '../database/database.ts'
import { findingsOf } from '../messages/find-findings.ts'
import { categoryOf } from '../messages/judge-message.ts'
import { loadSituations, type Proposal } from '../messages/load-situations.ts'
import { mostOf, spentByCampaign } from '../messages/load-spend.ts'
import type { Settings } from '../settings/settings.ts'
import { findThreadIds } from '../threads/find-thread.ts'
import { ofTheWhole, reasonOf } from './audience-facets.ts'
import type { CampaignMeans } from './campaign-means.ts'
import type { CampaignRow } from './campaign-row.ts'
import { createFiller } from './fill-template.ts'
import { type CampaignPerson, loadPeople } from './load-people.ts'
import type { InLedger } from './room-for-portion.ts'
import type { ToSend } from './write-sends.ts'

/** Where no end is known: how long until it is tried again. */
const TRY_AGAIN_MS = HOUR / 4

export type Picked = { position: number; contact_id: string | null; source: number | null; country: string; variant: number }

export type Refused = { position: number; rule: string; because: string }

export type Portion = {
  toSend: ToSend[]
  refused: Refused[]
  /** Why the whole campaign must stop. */
  stop: string | null
  /** What the rest must wait for. */
  waitFor: { because: string; until: PlatformTime } | null
  template: CampaignMeans['templates']
}

const CAP_SPENT = 'It has spent what its cap allows: raise the cap and resume it, or cancel it.'

/** The gate, for many at once: the same situations and the same question as for one message. */
export async function judgePortion(
  tx: Db,
  {
    campaign,
    means,
    settings,
    ledger,
    picked,
    now,
    dueAt,
  }: {
    campaign: CampaignRow
    means: CampaignMeans
    settings: Settings
    ledger: InLedger
    picked: readonly Picked[]
    now: PlatformTime
    dueAt: (index: number) => PlatformTime
  },
): Promise<Portion> {
  const { workspace_id: workspaceId, id, definition } = campaign
  const { number, templates } = means
  const fillers = templates.map(({ use }) => createFiller(use))
  const people = await loadPeople(tx, workspaceId, { campaignId: id, portfolioId: number.portfolio_id }, picked)
  // Two campaigns that reach for one person take turns, or neither would see the other's message.
  if (settings.frequencyCap) {
    await tx.query('select 1 from contacts where workspace_id = $1 and id = any ($2::uuid[]) order by id for update', [
      workspaceId,
      people.map(({ contactId }) => contactId),
    ])
  }
  const threads = await findThreadIds(
    tx,
    workspaceId,
    number.id,
    people.map(({ contactId }) => contactId),
  )
  const cache = createRenderer(templates, fillers, now)
  const proposals = people.map((person, index): Proposal => {
    const { variant } = picked[index] as Picked
    const { stored } = templates[variantFor(variant, campaign)] as (typeof templates)[0]
    return {
      threadId: (person.contactId && threads.get(person.contactId)) || null,
      contactId: person.contactId,
      recipient: { phone: person.phone, bsuid: person.bsuid },
      kind: 'template',
      type: 'template',
      category: categoryOf(stored),
      initiator: 'campaign',
      findings: [],
      template: { name: stored.name, language: stored.language },
      campaignId: id,
    }
  })
  const { situations, spend } = await loadSituations(tx, workspaceId, number, proposals, now)
  const portion: Portion = { toSend: [], refused: [], stop: null, waitFor: null, template: templates }
  const cap = definition.spendCap?.currency === number.currency ? definition.spendCap.amount : null
  let spent = cap === null ? '0' : addAmounts(await spentByCampaign(tx, workspaceId, id, number.currency), ledger.cost)
  let reachTaken = 0
  for (const [index, person] of people.entries()) {
    const { position, variant } = picked[index] as Picked
    const chosen = variantFor(variant, campaign)
    if (person.contactId === null) {
      portion.refused.push({ position, rule: 'no-number', because: 'This person was erased.' })
      continue
    }
    const content = cache(chosen, person)
    const situation = situations[index] as Situation
    const decision: Decision = decide({
      ...situation,
      ...spend.leftFor(id),
      findings: content.findings,
      reach: { ...situation.reach, used: situation.reach.used + reachTaken + ledger.waiting },
    })
    if (decision.kind === 'refuse') {
      if (ofTheWhole(decision.rule)) return { ...portion, stop: decision.because }
      portion.refused.push({ position, rule: reasonOf(decision.rule), because: decision.because })
      continue
    }
    if (decision.kind === 'hold' && decision.rule !== 'quiet-hours') {
      // Its own cap is no matter of time: somebody must raise it.
      if (
        decision.rule === 'spend.wait' &&
        cap !== null &&
        decision.price &&
        compareAmounts(addAmounts(spent, mostOf(decision.price)), cap) > 0
      ) {
        if (portion.toSend.length === 0 && ledger.waiting === 0) return { ...portion, stop: CAP_SPENT }
        break
      }
      // What only our own sends in the ledger fill is free again as soon as they are answered.
      const full = decision.rule === 'reach.exhausted' && ledger.waiting + reachTaken > 0
      if (!full) {
        const until = decision.until ?? later(now, TRY_AGAIN_MS)
        portion.waitFor = { because: waitingWords(decision), until: platformTime(Math.max(until, now + SECOND)) }
      }
      break
    }
    const { price } = decision
    const most = price ? mostOf(price) : '0'
    if (cap !== null) {
      const after = addAmounts(spent, most)
      if (compareAmounts(after, cap) > 0) {
        if (portion.toSend.length === 0 && ledger.waiting === 0) return { ...portion, stop: CAP_SPENT }
        break
      }
      spent = after
    }
    if (price) spend.take(id, price)
    if (!decision.window.csw.open && !situation.reach.alreadyReached) reachTaken++
    portion.toSend.push({
      position,
      variant: chosen,
      group: variant,
      person,
      threadId: threads.get(person.contactId) ?? null,
      content,
      decision,
      dueAt: decision.kind === 'hold' ? (decision.until ?? later(now, HOUR)) : dueAt(portion.toSend.length),
      cost: most,
    })
  }
  return portion
}

const waitingWords = (decision: Extract<Decision, { kind: 'hold' }>): string => {
  const sentence = decision.because.replace(/\.$/, '')
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
}

const variantFor = (variant: number, { winner }: CampaignRow) => (variant === -1 ? (winner ?? 0) : variant)

export type Content = { payload: string; text: string; findings: ReturnType<typeof findingsOf> }

/** Message, text and findings for one person; where everybody gets the same, once for all of them. */
function createRenderer(templates: CampaignMeans['templates'], fillers: ReturnType<typeof createFiller>[], now: PlatformTime) {
  const shared = new Map<number, Content>()
  return (variant: number, person: CampaignPerson): Content => {
    const known = shared.get(variant)
    if (known) return known
    const filler = fillers[variant] as (typeof fillers)[0]
    const { stored } = templates[variant] as (typeof templates)[0]
    const message = filler.fill(person)
    const content = {
      payload: JSON.stringify(message),
      text: plainText(renderTemplate(stored as never, message.template as never)),
      findings: findingsOf(message, stored, now),
    }
    if (filler.same) shared.set(variant, content)
    return content
  }
}
