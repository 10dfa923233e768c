import { HOUR, later, type PlatformTime, platformTime, SECOND } from '@casement/platform'
import { compareShares } from '@casement/rules'
import type pg from 'pg'
import { type Db, row, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { lastSeq } from '../events/event-tail.ts'
import { loadSettings, type Settings } from '../settings/settings.ts'
import { requireMeans } from './campaign-means.ts'
import { type CampaignRow, lockCampaign, type Watch } from './campaign-row.ts'
import { countMessages, foldCounts, type MessageCount } from './count-campaign.ts'
import { countAnswers, followAnswers } from './follow-answers.ts'
import { pauseCampaign } from './pause-campaign.ts'

const LOOK_EVERY_MS = 5 * SECOND

/**
 * Looks at a running campaign as a careful person would: quality of its number, its templates, how many fail, how many say stop.
 * What is too much pauses it, what is on the way there is said. Answers when it should look again at the latest.
 */
export async function watchCampaign(
  pool: pg.Pool,
  workspaceId: string,
  { id, watch: known }: { id: string; watch: Watch },
  now: PlatformTime,
): Promise<PlatformTime | null> {
  const { lookedAt, trialEndsAt } = known
  const isTrialOver = trialEndsAt !== undefined && trialEndsAt <= now
  if (lookedAt !== undefined && now >= lookedAt && now - lookedAt < LOOK_EVERY_MS && !isTrialOver)
    return trialEndsAt === undefined ? null : platformTime(trialEndsAt)
  await foldCounts(pool, workspaceId, id)
  await followAnswers(pool, workspaceId)
  return transactAgain(pool, async (tx) => {
    const campaign = await lockCampaign(tx, workspaceId, id)
    if (campaign?.state !== 'running') return null
    const settings = await loadSettings(tx, workspaceId)
    const { number, templates } = await requireMeans(tx, campaign)
    const counts = await countMessages(tx, workspaceId, [id])
    const events: DomainEvent[] = []
    const watch: Watch = { ...campaign.watch, lookedAt: now }
    await countStopped(tx, campaign, watch)

    const slowed = settings.slowOnYellow && number.quality === 'YELLOW'
    if (slowed && !campaign.watch.slowed) {
      const because = 'The number is rated medium: the campaign goes at half its pace until that is better.'
      events.push({ type: 'campaign.warned', at: now, data: { campaignId: id, because } })
    }
    watch.slowed = slowed
    const because =
      settings.pauseWhen.qualityRed && number.quality === 'RED'
        ? 'The number is rated low: people block or report it. Find out why before you resume.'
        : (templates.map(({ stored }) => troubleOf(stored)).find((trouble) => trouble !== null) ??
          tooMany(answersOf(counts), watch, settings.pauseWhen))
    if (because) events.push(...(await pauseCampaign(tx, campaign, because, now)))
    const winner = because ? null : await measureTrial(tx, campaign, counts, now)
    if (winner)
      events.push({ type: 'campaign.warned', at: now, data: { campaignId: id, because: winner.because, winner: winner.winner } })
    const endsAt = winner ? null : trialEnd(campaign)
    if (endsAt === null) delete watch.trialEndsAt
    else watch.trialEndsAt = endsAt
    await tx.query(
      `update campaigns set watch = $3, winner = coalesce(winner, $4::smallint), wait_until = case when $4::smallint is null then wait_until end
       where workspace_id = $1 and id = $2`,
      [workspaceId, id, JSON.stringify(watch), winner?.winner ?? null],
    )
    await appendEvents(tx, workspaceId, events)
    return winner ? now : endsAt
  })
}

const troubleOf = ({ name, status }: { name: string; status: string }): string | null =>
  status === 'APPROVED' ? null : `The template ${name} is ${status.toLowerCase()}: resume once Meta has approved it again.`

const NOT_DELIVERED = new Set(['failed', 'expired'])
const ANSWERED = new Set(['delivered', 'read', 'played', 'failed', 'expired'])

/** How many messages something is known of, and how many of them failed. */
export function answersOf(counts: readonly MessageCount[]): { answered: number; failed: number } {
  const sum = (which: ReadonlySet<string>) =>
    counts.reduce((total, { status, messages }) => total + (which.has(status) ? messages : 0), 0)
  return { answered: sum(ANSWERED), failed: sum(NOT_DELIVERED) }
}

function tooMany(
  now: ReturnType<typeof answersOf>,
  { stopped = 0, before }: Watch,
  limits: Settings['pauseWhen'],
): string | null {
  const answered = now.answered - (before?.answered ?? 0)
  const failed = now.failed - (before?.failed ?? 0)
  if (answered >= limits.after && limits.failed < 1 && failed / answered > limits.failed)
    return `${percent(failed / answered)} of ${answered} messages failed, more than ${percent(limits.failed)}: look at the reasons before you resume.`
  const delivered = answered - failed
  if (delivered >= limits.after && limits.stopped < 1 && stopped / delivered > limits.stopped)
    return `${percent(stopped / delivered)} of ${delivered} people said stop, more than ${percent(limits.stopped)}: look at what it says before you resume.`
  return null
}

const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`

/** People of this campaign who opted out since it was launched, counted by the events that said so. */
async function countStopped(tx: Db, { workspace_id, id, watch: before }: CampaignRow, watch: Watch): Promise<void> {
  const upTo = await lastSeq(tx, workspace_id)
  const found = await row<{ stopped: number }>(
    tx,
    `select count(distinct e.data->>'contactId')::int as stopped from events e
     where e.workspace_id = $1 and e.seq > $2 and e.seq <= $3 and e.type = 'consent.changed' and e.data->>'choice' = 'out'
       and exists (select 1 from sends s where s.workspace_id = $1 and s.contact_id = (e.data->>'contactId')::uuid
         and s.campaign_id = $4 and s.initiator in ('campaign', 'automation') and s.state = 'accepted')`,
    [workspace_id, before.seq ?? 0, upTo, id],
  )
  watch.seq = upTo
  watch.stopped = (before.stopped ?? 0) + (found?.stopped ?? 0)
}

/** When the trial of two templates may be measured; null while it runs, or where there is none to measure. */
function trialEnd({ definition: { trial }, winner, watch }: CampaignRow): PlatformTime | null {
  if (!trial || trial.share >= 1 || trial.decide === 'hand' || winner !== null || watch.trialSentAt === undefined) return null
  return later(platformTime(watch.trialSentAt), trial.afterHours * HOUR)
}

/** The better of two templates, once the trial has been out long enough. Without a difference that is none of chance, the first. */
async function measureTrial(
  tx: Db,
  campaign: CampaignRow,
  counts: readonly MessageCount[],
  now: PlatformTime,
): Promise<{ winner: 0 | 1; because: string } | null> {
  const end = trialEnd(campaign)
  if (end === null || end > now) return null
  const running = await row<{ waiting: number }>(
    tx,
    `select coalesce(sum(waiting), 0)::int as waiting from campaign_groups where workspace_id = $1 and campaign_id = $2 and variant >= 0`,
    [campaign.workspace_id, campaign.id],
  )
  if ((running?.waiting ?? 0) > 0) return null
  const [first, second] = await trialResults(tx, campaign, counts)
  const compared = compareShares(first, second)
  const winner = compared.significant && compared.difference > 0 ? 1 : 0
  const shares = `${percent(first.of === 0 ? 0 : first.yes / first.of)} against ${percent(second.of === 0 ? 0 : second.yes / second.of)}`
  const what = campaign.definition.trial?.measure === 'replied' ? 'replied' : 'read it'
  return {
    winner,
    because: compared.significant
      ? `The ${winner === 1 ? 'second' : 'first'} template goes to the rest: ${shares} ${what}.`
      : `The two templates do not differ by more than chance (${shares} ${what}): the first goes to the rest.`,
  }
}

export type TrialResult = { yes: number; of: number }

/** How many of those a template was delivered to did what is measured. */
export async function trialResults(
  db: Db,
  { workspace_id, id, definition: { trial } }: CampaignRow,
  counts: readonly MessageCount[],
): Promise<[TrialResult, TrialResult]> {
  const results: [TrialResult, TrialResult] = [
    { yes: 0, of: 0 },
    { yes: 0, of: 0 },
  ]
  for (const { variant, status, messages } of counts) {
    if (variant < 0) continue
    const result = results[variant === 1 ? 1 : 0]
    if (['delivered', 'read', 'played'].includes(status)) result.of += messages
    if (trial?.measure !== 'replied' && ['read', 'played'].includes(status)) result.yes += messages
  }
  if (trial?.measure !== 'replied') return results
  for (const { variant, kind, people } of await countAnswers(db, workspace_id, id))
    if (kind === 'replied' && variant >= 0) results[variant === 1 ? 1 : 0].yes += people
  return results
}
