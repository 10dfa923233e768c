import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { changeNumber, numberByDigits } from '../accounts/change-number.ts'
import { askAgainSoon } from '../accounts/poll-soon.ts'
import { DELETED, LOCKED, liftRestrictions, putRestriction } from '../accounts/restrictions.ts'
import { type Notice, takeNotice } from '../accounts/take-notice.ts'
import { row, rows } from '../database/database.ts'
import { type Applying, CannotApply } from './change.ts'

export type AccountItem = {
  event?: string
  phone_number?: string
  country?: string
  restriction_info?: { restriction_type?: string; expiration?: number | string; remediation?: string }[]
  violation_info?: { violation_type?: string; remediation?: string }
  ban_info?: { waba_ban_state?: string; waba_ban_date?: string }
  disconnection_info?: { reason?: string }
}
export type ReviewItem = { decision?: string }
export type AlertItem = {
  entity_type?: string
  entity_id?: string | number
  alert_info?: { alert_severity?: string; alert_status?: string; alert_type?: string; alert_description?: string }
}
export type BusinessStatusItem = { business_id?: string | number; event?: string }

type Said = Pick<Notice, 'severity' | 'because'>

/** Events that change no state of ours but are worth a sentence to the person who runs the account. */
const worthKnowing: Readonly<Record<string, Said>> = {
  PARTNER_ADDED: { severity: 'information', because: 'A partner was given access to this account.' },
  PARTNER_APP_INSTALLED: { severity: 'information', because: 'A partner’s app was connected to this account.' },
  PARTNER_APP_UNINSTALLED: { severity: 'warning', because: 'A partner’s app was disconnected from this account.' },
  AD_ACCOUNT_LINKED: { severity: 'information', because: 'An ad account was linked.' },
  MM_LITE_TERMS_SIGNED: { severity: 'information', because: 'The terms of the Marketing Messages API were accepted.' },
  VOLUME_BASED_PRICING_TIER_UPDATE: {
    severity: 'information',
    because: 'A volume tier was reached: further messages of this market and category cost less this month.',
  },
  AUTH_INTL_PRICE_ELIGIBILITY_UPDATE: {
    severity: 'warning',
    because: 'The international rate will apply to authentication templates from the day this names.',
  },
  PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE: { severity: 'information', because: 'The certification of the business moved on.' },
  PARTNER_CLIENT_CERTIFICATION_NEEDED: { severity: 'warning', because: 'The business has to be certified.' },
}

/** What happened to an account: restrictions with their ends, violations, bans, and everything that ends or returns. */
export async function applyAccountUpdate(apply: Applying, item: AccountItem): Promise<void> {
  const { tx, workspaceId, wabaId, at } = apply
  const event = item.event
  if (typeof event !== 'string') throw new CannotApply('The account update names no event.')
  const known = await row(tx, 'select 1 from wabas where workspace_id = $1 and id = $2 for update', [workspaceId, wabaId])
  const number = item.phone_number ? await numberByDigits(tx, workspaceId, item.phone_number) : undefined
  const say = (kind: string, severity: Notice['severity'], because: string) =>
    takeNotice(apply, {
      wabaId: known ? wabaId : null,
      phoneNumberId: number?.id ?? null,
      field: 'account_update',
      kind,
      severity,
      because,
      at,
      data: { ...item },
    })

  const said = worthKnowing[event]
  if (!known || wabaId === null) {
    // What partners do comes under the portfolio, and may be about an account that is not connected here.
    await say(event, said?.severity ?? 'information', said?.because ?? `Meta told ${event} of this business.`)
    return
  }
  switch (event) {
    case 'ACCOUNT_RESTRICTION':
      for (const { restriction_type: type, expiration, remediation } of item.restriction_info ?? []) {
        if (!type) continue
        const until = expiration === undefined ? null : readSeconds(expiration)
        await putRestriction(tx, workspaceId, wabaId, { type, since: at, until, remediation: remediation ?? null })
        const end = until === null ? 'Meta named no end' : `until ${isoTime(until).slice(0, 16).replace('T', ' ')} UTC`
        await say(type, 'critical', `Meta restricted this account (${type}), ${end}.${remediation ? ` ${remediation}` : ''}`)
      }
      break
    case 'ACCOUNT_VIOLATION':
      await say(
        item.violation_info?.violation_type ?? event,
        'critical',
        `Meta found a violation of its policies (${item.violation_info?.violation_type ?? 'not named'}).${item.violation_info?.remediation ? ` ${item.violation_info.remediation}` : ''}`,
      )
      break
    case 'DISABLED_UPDATE':
      await applyBan(apply, wabaId, item.ban_info ?? {}, say)
      break
    case 'ACCOUNT_DELETED':
      if (await setStatus(apply, wabaId, 'DELETED')) {
        await putRestriction(tx, workspaceId, wabaId, { type: DELETED, since: at, until: null, remediation: null })
        await say(event, 'critical', 'This WhatsApp Business account was deleted: nothing can be sent from it.')
      }
      break
    case 'PARTNER_REMOVED':
    case 'ACCOUNT_OFFBOARDED':
      if (number) await changeNumber(apply, number.id, { status: 'DISCONNECTED', onBusinessApp: false }, at)
      await say(event, 'critical', offboarded(item.disconnection_info?.reason))
      break
    case 'ACCOUNT_RECONNECTED':
      if (number) await changeNumber(apply, number.id, { status: 'CONNECTED' }, at)
      await say(event, 'information', 'The number is connected again.')
      break
    case 'VERIFIED_ACCOUNT':
      await tx.query(
        `update portfolios p set verified = true from wabas w
         where w.workspace_id = $1 and w.id = $2 and p.workspace_id = $1 and p.id = w.portfolio_id and not p.verified`,
        [workspaceId, wabaId],
      )
      await say(event, 'information', 'The business was verified.')
      break
    case 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE':
      await tx.query('update wabas set country = $3 where workspace_id = $1 and id = $2', [
        workspaceId,
        wabaId,
        item.country ?? null,
      ])
      break
    default:
      await say(
        event,
        said?.severity ?? 'information',
        said?.because ?? `Meta told ${event} of this account: see the WhatsApp Manager.`,
      )
  }
  apply.emit({ type: 'account.changed', at, data: { wabaId, event } })
  await askAgainSoon(apply)
}

type Say = (kind: string, severity: Notice['severity'], because: string) => Promise<void>

async function applyBan(
  apply: Applying,
  wabaId: string,
  { waba_ban_state: state, waba_ban_date: day }: NonNullable<AccountItem['ban_info']>,
  say: Say,
): Promise<void> {
  const { tx, workspaceId, at } = apply
  switch (state) {
    case 'DISABLE':
      if (!(await setStatus(apply, wabaId, 'DISABLED', day))) return
      await putRestriction(tx, workspaceId, wabaId, { type: LOCKED, since: at, until: null, remediation: null })
      return say(state, 'critical', 'Meta disabled this account: nothing may go before an appeal succeeds.')
    case 'SCHEDULE_FOR_DISABLE':
      if (!(await setStatus(apply, wabaId, 'SCHEDULED_FOR_DISABLE', day))) return
      return say(state, 'critical', `Meta will disable this account${day ? ` on ${day}` : ''}: appeal before that day.`)
    case 'REINSTATE':
      if (!(await setStatus(apply, wabaId, 'ACTIVE'))) return
      await liftRestrictions(tx, workspaceId, wabaId, { types: [LOCKED, DELETED], at })
      return say(state, 'information', 'Meta reinstated this account: it may send again.')
    default:
      return say(
        state ?? 'DISABLED_UPDATE',
        'critical',
        'Meta changed whether this account is disabled: see the WhatsApp Manager.',
      )
  }
}

/** False when newer news of the account's status came before. */
async function setStatus(
  { tx, workspaceId, at }: Applying,
  wabaId: string,
  status: string,
  disabledOn?: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update wabas set status = $3, status_at = $4, disabled_on = $5
     where workspace_id = $1 and id = $2 and (status_at is null or status_at <= $4)`,
    [workspaceId, wabaId, status, isoTime(at), disabledOn ?? null],
  )
  return rowCount === 1
}

const offboarded = (reason: string | undefined): string => {
  switch (reason) {
    case 'PRIMARY_INACTIVITY':
    case 'COMPANION_INACTIVITY':
      return 'The number was disconnected because the Business app was not used: open it on the phone, then connect the number again.'
    case 'CHANGE_NUMBER':
      return 'The number was disconnected because the Business app moved to another number.'
    case 'USER_RE_REGISTERED':
    case 'BUSINESS_DOWNGRADE':
      return 'The number was disconnected because it was registered in another app: connect it again.'
    default:
      return 'The number was disconnected from this platform: connect it again in the WhatsApp Manager.'
  }
}

const reviewSentence: Readonly<Record<string, Said>> = {
  APPROVED: { severity: 'information', because: 'Meta approved this account.' },
  REJECTED: { severity: 'critical', because: 'Meta rejected this account: see the reason in the WhatsApp Manager and appeal.' },
  PENDING: { severity: 'information', because: 'Meta reviews this account.' },
  DEFERRED: { severity: 'warning', because: 'Meta put the review of this account off.' },
}

export async function applyAccountReview(apply: Applying, { decision }: ReviewItem): Promise<void> {
  const { tx, workspaceId, wabaId, at } = apply
  const { rowCount } = await tx.query(
    `update wabas set review_status = $3, review_at = $4 where workspace_id = $1 and id = $2 and (review_at is null or review_at <= $4)`,
    [workspaceId, wabaId, decision ?? null, isoTime(at)],
  )
  if (rowCount === 0) return
  const kind = decision ?? 'UNKNOWN'
  const said = reviewSentence[kind] ?? { severity: 'information', because: 'Meta decided about this account.' }
  await takeNotice(apply, { ...said, wabaId, field: 'account_review_update', kind, at, data: { decision: kind } })
  apply.emit({ type: 'account.changed', at, data: { wabaId, event: `REVIEW_${kind}` } })
}

export async function applyAccountAlert(apply: Applying, item: AlertItem): Promise<void> {
  const { wabaId, at } = apply
  const { alert_type = 'ALERT', alert_severity, alert_description } = item.alert_info ?? {}
  const number = item.entity_type === 'PHONE_NUMBER' ? await numberOf(apply, String(item.entity_id ?? '')) : undefined
  if (number && alert_type.startsWith('OBA_')) await changeNumber(apply, number, { official: alert_type.slice(4) }, at)
  await takeNotice(apply, {
    wabaId,
    phoneNumberId: number ?? null,
    field: 'account_alerts',
    kind: alert_type,
    severity: alert_severity === 'CRITICAL' ? 'critical' : alert_severity === 'WARNING' ? 'warning' : 'information',
    because: alert_description || `Meta alerts about ${alert_type}.`,
    at,
    data: { ...item },
  })
}

/** Meta believes that somebody else got into the business. */
export async function applyBusinessStatus(apply: Applying, item: BusinessStatusItem): Promise<void> {
  const { tx, workspaceId, wabaId, at } = apply
  await tx.query(
    `update portfolios p set compromised_at = $3 where p.workspace_id = $1 and (p.id = $4 or p.id in (
       select w.portfolio_id from wabas w where w.workspace_id = $1 and w.id = $2))`,
    [workspaceId, wabaId, isoTime(at), String(item.business_id ?? '')],
  )
  await takeNotice(apply, {
    wabaId,
    field: 'business_status_update',
    kind: item.event ?? 'UNKNOWN',
    severity: 'critical',
    because: 'Meta believes that somebody else has got into this business: change passwords and tokens now.',
    at,
    data: { ...item },
  })
}

const numberOf = async ({ tx, workspaceId }: Applying, id: string): Promise<string | undefined> =>
  (await rows<{ id: string }>(tx, 'select id from phone_numbers where workspace_id = $1 and id = $2', [workspaceId, id]))[0]?.id

function readSeconds(value: number | string): PlatformTime | null {
  const seconds = Number(value)
  return Number.isSafeInteger(seconds) && seconds > 0 ? platformTime(seconds * 1_000) : null
}
