import { type Category, dayIn, monthIn, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import {
  type ConsentState,
  consentIn,
  type Finding,
  type Initiator,
  newConsent,
  newWindow,
  type Situation,
  type WindowState,
} from '@casement/rules'
import { findTemplatePurposes } from '../consent/purposes.ts'
import { type Db, preparedRows } from '../database/database.ts'
import type { Recipient } from '../sender/ledger.ts'
import { cardsIn } from '../settings/own-rates.ts'
import { loadSettings } from '../settings/settings.ts'
import { loadHabits } from './load-habits.ts'
import { loadReach, type ReachState } from './load-reach.ts'
import { loadSpend, type SpendState } from './load-spend.ts'
import { loadStanding } from './load-standing.ts'

/** The number a message leaves from, with what its account decides. */
export type SendingNumber = {
  id: string
  phone: string
  name: string
  display_phone_number: string
  quality: string
  status: string
  throughput_mps: number
  waba_id: string
  portfolio_id: string
  tier: string
  currency: string
  time_zone: string
  token_sealed: string
}

export const findNumber = async (db: Db, workspaceId: string, phoneNumberId: string): Promise<SendingNumber | undefined> =>
  (
    await preparedRows<SendingNumber>(
      db,
      'find-number',
      `select n.id, n.phone, n.name, n.display_phone_number, n.quality, n.status, n.throughput_mps, w.id as waba_id, w.portfolio_id,
         p.tier, w.currency, w.time_zone, w.token_sealed
       from phone_numbers n
       join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
       join portfolios p on p.workspace_id = w.workspace_id and p.id = w.portfolio_id
       where n.workspace_id = $1 and n.id = $2`,
      [workspaceId, phoneNumberId],
    )
  )[0]

/** What one send is, before we ask whether it may go. */
export type Proposal = {
  threadId: string | null
  contactId: string | null
  recipient: Recipient
  kind: 'free-form' | 'template'
  type: string
  category: Category
  initiator: Initiator
  findings: readonly Finding[]
  template: { name: string; language: string } | null
  campaignId?: string | null
}

export type StoredTemplate = {
  id: string
  name: string
  language: string
  category: string
  status: string
  quality: string
  parameter_format: string
  components: unknown[]
  paused_until: Date | null
}

/** The templates of an account by name and language, read in one go. */
export async function findTemplates(
  db: Db,
  workspaceId: string,
  wabaId: string,
  wanted: readonly { name: string; language: string }[],
): Promise<Map<string, StoredTemplate>> {
  if (wanted.length === 0) return new Map()
  const found = await preparedRows<StoredTemplate>(
    db,
    'find-templates',
    `select id, name, language, category, status, quality, parameter_format, components, paused_until from templates
     where workspace_id = $1 and waba_id = $2 and (name, language) in (select * from unnest($3::text[], $4::text[]))
     order by (status = 'DELETED') desc`,
    [workspaceId, wabaId, wanted.map((template) => template.name), wanted.map((template) => template.language)],
  )
  return new Map(found.map((template) => [templateKey(template), template]))
}

export const templateKey = ({ name, language }: { name: string; language: string }) => `${name} ${language}`

export type LoadedSituations = {
  situations: Situation[]
  reach: ReachState
  spend: SpendState
  templates: Map<string, StoredTemplate>
}

/**
 * Reads what `decide` needs for sends of one number, set by set and not one by one. The situations of a batch know of each other
 * only what the caller adds as it admits them (reach, the month's free messages and what the caps leave). `lastLook`: they stand in
 * the ledger and are about to leave; the caller holds the portfolio's row if one of them may take a place in its reach.
 * `leaveFrom`: none of them leaves earlier, so a place that is free by then is free for them.
 */
export async function loadSituations(
  db: Db,
  workspaceId: string,
  number: SendingNumber,
  proposals: readonly Proposal[],
  now: PlatformTime,
  { lastLook = false, leaveFrom = now }: { lastLook?: boolean; leaveFrom?: PlatformTime } = {},
): Promise<LoadedSituations> {
  const policy = policyAt(now, number.time_zone)
  const cards = await cardsIn(db, workspaceId, number.currency)
  const threadIds = present(proposals.map((proposal) => proposal.threadId))
  const contactIds = present(proposals.map((proposal) => proposal.contactId))
  const windows = await preparedRows<{ id: string; window_state: WindowState }>(
    db,
    'load-windows',
    'select id, window_state from threads where workspace_id = $1 and id = any ($2::uuid[])',
    [workspaceId, threadIds],
  )
  const consents = await preparedRows<{ contact_id: string; state: ConsentState }>(
    db,
    'load-consents',
    'select contact_id, state from consents where workspace_id = $1 and contact_id = any ($2::uuid[])',
    [workspaceId, contactIds],
  )
  const usage = await preparedRows<{ used: number }>(
    db,
    'load-service-usage',
    'select used from service_usage where workspace_id = $1 and phone_number_id = $2 and month = $3',
    [workspaceId, number.id, monthIn(now, number.time_zone)],
  )
  const templates = await findTemplates(db, workspaceId, number.waba_id, present(proposals.map((proposal) => proposal.template)))
  const purposeOf = await findTemplatePurposes(db, workspaceId, present(proposals.map((proposal) => proposal.template)))
  const locked = lastLook && proposals.some(({ kind }) => kind === 'template')
  const reach = await loadReach(db, workspaceId, number, contactIds, leaveFrom, { locked })
  const standing = await loadStanding(db, workspaceId, number, { contactIds, now })
  const settings = await loadSettings(db, workspaceId)
  const habitsOf = await loadHabits(db, workspaceId, number, { settings, proposals, now, lastLook })
  const campaignIds = [...new Set(proposals.flatMap(({ campaignId }) => campaignId ?? []))]
  const spend = await loadSpend(db, workspaceId, number, { settings, campaignIds, now, lock: lastLook })
  const consentOf = new Map(consents.map((consent) => [consent.contact_id, consent.state]))
  const windowOf = new Map(windows.map((thread) => [thread.id, thread.window_state]))

  const day = dayIn(now, number.time_zone)

  const situations = proposals.map((proposal): Situation => {
    const template = proposal.template ? templates.get(templateKey(proposal.template)) : undefined
    const said = (proposal.contactId && consentOf.get(proposal.contactId)) || newConsent
    const { requireOptIn, ...habits } = habitsOf(proposal)
    return {
      now,
      day,
      policy,
      cards,
      currency: number.currency,
      message: {
        kind: proposal.kind,
        type: proposal.type,
        category: proposal.category,
        initiator: proposal.initiator,
        purpose: (proposal.template && purposeOf.get(proposal.template.name)) ?? null,
      },
      findings: proposal.findings,
      recipient: { phone: proposal.recipient.phone, bsuid: proposal.recipient.bsuid, ...standing.recipientOf(proposal) },
      sender: { phone: number.phone, status: number.status, quality: number.quality, ...standing.sender },
      ...(proposal.template
        ? {
            template: {
              ...proposal.template,
              status: template?.status ?? 'missing',
              ...(template
                ? { quality: template.quality, pausedUntil: template.paused_until ? platformTime(template.paused_until) : null }
                : {}),
            },
          }
        : {}),
      window: (proposal.threadId && windowOf.get(proposal.threadId)) || newWindow,
      consent: { ...consentIn(said), requireOptIn },
      ...habits,
      ...spend.leftFor(proposal.campaignId ?? null),
      serviceUsedThisMonth: usage[0]?.used ?? 0,
      reach: {
        limit: reach.limit,
        used: reach.used,
        alreadyReached: proposal.contactId !== null && reach.reached.has(proposal.contactId),
        freesAt: reach.freesAt,
      },
    }
  })
  return { situations, reach, spend, templates }
}

const present = <T>(values: readonly (T | null)[]): T[] => values.filter((value) => value !== null)
