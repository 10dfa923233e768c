import { addAmounts, errorByCode, type PlatformTime, shareAmount } from '@casement/platform'
import { compareShares, outcomeOf } from '@casement/rules'
import type pg from 'pg'
import { findNumber } from '../messages/load-situations.ts'
import { pricedIn } from '../settings/own-rates.ts'
import { type CampaignRow, templatesOf } from './campaign-row.ts'
import { countFailures, countMessages } from './count-campaign.ts'
import { countAnswers, followAnswers } from './follow-answers.ts'
import { planCampaign } from './plan-campaign.ts'

const DELIVERED: ReadonlySet<string> = new Set(['delivered', 'read', 'played'])
const READ: ReadonlySet<string> = new Set(['read', 'played'])
const POSTED: ReadonlySet<string> = new Set([...DELIVERED, 'accepted', 'sent', 'failed', 'unclear'])
const PLACES = 4

export type Funnel = Record<'sent' | 'delivered' | 'read' | 'clicked' | 'replied' | 'stopped', number>
const nothing = (): Funnel => ({ sent: 0, delivered: 0, read: 0, clicked: 0, replied: 0, stopped: 0 })

/** How far a campaign's messages got and what people did, in all and by the templates of its trial; from counters alone. */
export async function readFunnels(pool: pg.Pool, { workspace_id, id }: CampaignRow) {
  const all = nothing()
  const trial: [Funnel, Funnel] = [nothing(), nothing()]
  const add = (variant: number, step: keyof Funnel, people: number) => {
    all[step] += people
    // The rest that waited for the winner is no part of the trial.
    if (variant >= 0) trial[variant === 1 ? 1 : 0][step] += people
  }
  let charged = '0'
  for (const count of await countMessages(pool, workspace_id, [id])) {
    charged = addAmounts(charged, count.charged)
    if (POSTED.has(count.status)) add(count.variant, 'sent', count.messages)
    if (DELIVERED.has(count.status)) add(count.variant, 'delivered', count.messages)
    if (READ.has(count.status)) add(count.variant, 'read', count.messages)
  }
  for (const { variant, kind, people } of await countAnswers(pool, workspace_id, id)) add(variant, kind, people)
  return { all, trial, charged }
}

/** What came of a campaign: its funnel, what a reply cost, why some failed and what to do, how its templates compare. */
export async function presentResults(pool: pg.Pool, campaign: CampaignRow) {
  const { workspace_id: workspaceId, id, definition } = campaign
  await followAnswers(pool, workspaceId)
  const { all, trial, charged } = await readFunnels(pool, campaign)
  const number = await findNumber(pool, workspaceId, campaign.phone_number_id)
  const currency = await pricedIn(pool, workspaceId, number?.currency ?? 'USD')
  const failures = await countFailures(pool, workspaceId, id)
  return {
    funnel: all,
    noReadReceipt: all.delivered - all.read,
    costPerReply: all.replied > 0 ? { amount: shareAmount(charged, all.replied, PLACES), currency } : null,
    failures: failures.map(({ code, messages }) => ({ code, people: messages, ...adviceFor(code) })),
    ...(definition.trial
      ? {
          templates: templatesOf(definition).map(({ name, language }, index) => ({
            name,
            language,
            ...(trial[index] as Funnel),
          })),
          compared: {
            read: compareShares(shareOf(trial[0], 'read'), shareOf(trial[1], 'read')),
            clicked: compareShares(shareOf(trial[0], 'clicked'), shareOf(trial[1], 'clicked')),
            replied: compareShares(shareOf(trial[0], 'replied'), shareOf(trial[1], 'replied')),
          },
          winner: campaign.winner,
        }
      : {}),
  }
}

export const shareOf = (funnel: Funnel, step: 'read' | 'clicked' | 'replied') => ({ yes: funnel[step], of: funnel.delivered })

/** What a code means for those it met, and the one thing to do about it. */
export type FailureAction = 'try-again' | 'none-left-out' | 'none-recorded' | 'open-template' | 'open-accounts' | 'none'

const OPTED_OUT = 131050
const UNDELIVERABLE = 131026

function adviceFor(code: number): { happened: string | null; remedy: string | null; action: FailureAction } {
  const entry = errorByCode(code)
  const { kind, scope } = outcomeOf(code === 0 ? null : code)
  const action =
    code === OPTED_OUT
      ? 'none-recorded'
      : code === UNDELIVERABLE
        ? 'none-left-out'
        : kind === 'retry' || kind === 'wait'
          ? 'try-again'
          : scope === 'template'
            ? 'open-template'
            : scope === 'account' || scope === 'number'
              ? 'open-accounts'
              : 'none'
  return { happened: entry?.happened ?? null, remedy: entry?.remedy ?? null, action }
}

/** What it would come to, sent once more to those it was delivered to without a read receipt; nothing is sent. */
export async function planForUnread(pool: pg.Pool, campaign: CampaignRow, now: PlatformTime) {
  const { trial: _, ...definition } = campaign.definition
  const audience = { segment: { campaign: campaign.id, was: 'no-read-receipt' as const } }
  const plan = await planCampaign(pool, { ...campaign, definition: { ...definition, audience, schedule: {} } }, now)
  const { audience: people, reaches, excluded, cost } = plan
  return { audience, people, reaches, excluded, cost: { low: cost.low, high: cost.high, currency: cost.currency } }
}
