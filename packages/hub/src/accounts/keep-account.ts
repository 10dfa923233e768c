import { isoTime, type PlatformTime } from '@casement/platform'
import { timeZoneOfId } from '@casement/platform/reference'
import { type Db, row } from '../database/database.ts'
import { type Changing, changeNumber, changeTier, mpsOf, tierOf } from './change-number.ts'
import { claimRoute } from './claim-route.ts'
import type { NumberNode, WabaNode } from './read-account.ts'
import { DELETED, LOCKED, liftRestrictions, putRestriction } from './restrictions.ts'

/** What can only come from the platform's word that an account may send again. */
const LIFTED_BY_HEALTH = [LOCKED, DELETED, 'RESTRICTED_BIZ_INITIATED_MESSAGING', 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING']
const PAYMENT_ERROR = 141006

/**
 * Keeps what the platform said of a known account when it was asked at `at`, and tells each difference as an event, as if a webhook
 * had brought it.
 */
export async function keepAccount(
  changing: Changing,
  { waba, numbers, portfolioId }: { waba: WabaNode; numbers: readonly NumberNode[]; portfolioId: string },
  at: PlatformTime,
): Promise<void> {
  const { tx, workspaceId, emit } = changing
  const zone = timeZoneOfId(Number(waba.timezone_id ?? 0))
  const { rowCount } = await tx.query(
    `update wabas set name = coalesce($3, name), currency = coalesce($4, currency), time_zone = coalesce($5, time_zone),
       country = coalesce($6, country), review_status = coalesce($7, review_status)
     where workspace_id = $1 and id = $2 and (name, currency, time_zone, coalesce(country, ''), coalesce(review_status, '')) is distinct from
       (coalesce($3, name), coalesce($4, currency), coalesce($5, time_zone), coalesce($6, country, ''), coalesce($7, review_status, ''))`,
    [
      workspaceId,
      waba.id,
      waba.name ?? null,
      waba.currency ?? null,
      zone,
      waba.country ?? null,
      waba.account_review_status ?? null,
    ],
  )
  if (rowCount === 1) emit({ type: 'account.changed', at, data: { wabaId: waba.id, event: 'READ' } })
  await keepVerification(changing, portfolioId, waba.business_verification_status, at)
  await keepHealth(changing, waba, at)
  for (const number of numbers) {
    await insertNumber(tx, workspaceId, waba.id, number, at)
    await changeNumber(changing, number.id, factsOf(number, at), at)
  }
  const limit = numbers
    .map((number) => tierOf(number.whatsapp_business_manager_messaging_limit ?? number.messaging_limit_tier ?? null))
    .find((tier) => tier !== null)
  if (limit) await changeTier(changing, portfolioId, limit, at)
  // A number that moved away or was deleted stays, with its threads; it can send nothing any more.
  const gone = await tx.query<{ id: string }>(
    `select id from phone_numbers where workspace_id = $1 and waba_id = $2 and id <> all ($3::text[]) and status <> 'DELETED'`,
    [workspaceId, waba.id, numbers.map(({ id }) => id)],
  )
  for (const { id } of gone.rows) await changeNumber(changing, id, { status: 'DELETED' }, at)
}

const factsOf = (number: NumberNode, at: PlatformTime) => ({
  displayPhoneNumber: number.display_phone_number,
  ...(number.verified_name === undefined ? {} : { name: number.verified_name }),
  quality: number.quality_rating ?? 'UNKNOWN',
  status: number.status ?? 'CONNECTED',
  // Of a number that is not connected nothing is said about its throughput.
  ...(number.throughput?.level === undefined || number.throughput.level === 'NOT_APPLICABLE'
    ? {}
    : { throughputMps: mpsOf(number.throughput.level, at) }),
  ...(number.name_status === undefined ? {} : { nameStatus: number.name_status }),
  ...(number.is_on_biz_app === undefined ? {} : { onBusinessApp: number.is_on_biz_app }),
  ...(number.is_official_business_account ? { official: 'APPROVED' } : {}),
})

async function insertNumber(tx: Db, workspaceId: string, wabaId: string, number: NumberNode, at: PlatformTime): Promise<void> {
  await claimRoute(tx, 'number', number.id, workspaceId)
  await tx.query(
    `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, quality, status, throughput_mps)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (workspace_id, id) do update set waba_id = excluded.waba_id, phone = excluded.phone
       where (phone_numbers.waba_id, phone_numbers.phone) is distinct from (excluded.waba_id, excluded.phone)`,
    [
      workspaceId,
      number.id,
      wabaId,
      number.display_phone_number,
      number.display_phone_number.replace(/\D/g, ''),
      number.verified_name ?? number.display_phone_number,
      number.quality_rating ?? 'UNKNOWN',
      number.status ?? 'CONNECTED',
      mpsOf(number.throughput?.level, at),
    ],
  )
}

async function keepVerification(
  { tx, workspaceId, emit }: Changing,
  portfolioId: string,
  status: string | undefined,
  at: PlatformTime,
): Promise<void> {
  if (status === undefined) return
  const verified = status === 'verified'
  const { rowCount } = await tx.query(
    'update portfolios set verified = $3 where workspace_id = $1 and id = $2 and verified <> $3',
    [workspaceId, portfolioId, verified],
  )
  if (rowCount === 1) emit({ type: 'portfolio.changed', at, data: { portfolioId, verified } })
}

/** No webhook tells that a payment was set up, and none that a restriction was lifted before its time. */
async function keepHealth({ tx, workspaceId, emit }: Changing, waba: WabaNode, at: PlatformTime): Promise<void> {
  const tell = (event: string) => emit({ type: 'account.changed', at, data: { wabaId: waba.id, event } })
  if (waba.status === 'DISABLED') {
    const known = await row(tx, 'select 1 from account_restrictions where workspace_id = $1 and waba_id = $2 and type = $3', [
      workspaceId,
      waba.id,
      LOCKED,
    ])
    if (!known) {
      await putRestriction(tx, workspaceId, waba.id, { type: LOCKED, since: at, until: null, remediation: null })
      await tx.query(`update wabas set status = 'DISABLED', status_at = $3 where workspace_id = $1 and id = $2`, [
        workspaceId,
        waba.id,
        isoTime(at),
      ])
      tell('DISABLED')
    }
    return
  }
  const own = waba.health_status?.entities?.find((entity) => entity.entity_type === 'WABA' && String(entity.id) === waba.id)
  if (!own) return
  if (!own.errors?.some((error) => error.error_code === PAYMENT_ERROR)) {
    const { rowCount } = await tx.query(
      `update wabas set payment_missing_since = null where workspace_id = $1 and id = $2 and payment_missing_since <= $3`,
      [workspaceId, waba.id, isoTime(at)],
    )
    if (rowCount === 1) tell('PAYMENT_FOUND')
  }
  if (own.can_send_message !== 'AVAILABLE') return
  const lifted = await liftRestrictions(tx, workspaceId, waba.id, { types: LIFTED_BY_HEALTH, at })
  if (lifted.length === 0) return
  await tx.query(`update wabas set status = 'ACTIVE', status_at = $3, disabled_on = null where workspace_id = $1 and id = $2`, [
    workspaceId,
    waba.id,
    isoTime(at),
  ])
  tell('RESTRICTION_LIFTED')
}
