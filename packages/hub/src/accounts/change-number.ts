import { isoTime, type PlatformTime, policyAt, tierUsers } from '@casement/platform'
import { type Db, row, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'

export type Changing = { tx: Db; workspaceId: string; emit: (event: DomainEvent) => void }

/** What may become known of a number, by a webhook or by asking. What is absent stays as it is. */
export type NumberFacts = {
  displayPhoneNumber?: string
  name?: string
  quality?: string
  status?: string
  throughputMps?: number
  nameDecision?: string
  nameStatus?: string
  requestedName?: string
  username?: string | null
  usernameStatus?: string | null
  official?: string
  calling?: unknown
  onBusinessApp?: boolean
  historyProgress?: number
}

const columns: Readonly<Record<keyof NumberFacts, string>> = {
  displayPhoneNumber: 'display_phone_number',
  name: 'name',
  quality: 'quality',
  status: 'status',
  throughputMps: 'throughput_mps',
  nameDecision: 'name_decision',
  nameStatus: 'name_status',
  requestedName: 'requested_name',
  username: 'username',
  usernameStatus: 'username_status',
  official: 'official',
  calling: 'calling',
  onBusinessApp: 'on_business_app',
  historyProgress: 'history_progress',
}

/** Keeps what became known of a number and says which of it is new. Answers whether anything was. */
export async function changeNumber(
  { tx, workspaceId, emit }: Changing,
  id: string,
  facts: NumberFacts,
  at: PlatformTime,
): Promise<boolean> {
  const known = Object.entries(facts).filter(([, value]) => value !== undefined) as [keyof NumberFacts, unknown][]
  if (known.length === 0) return false
  const before = await row<Record<string, unknown>>(
    tx,
    `select ${Object.values(columns).join(', ')} from phone_numbers where workspace_id = $1 and id = $2 for update`,
    [workspaceId, id],
  )
  if (!before) return false
  const changed = known.filter(([name, value]) => !same(before[columns[name]], value))
  if (changed.length === 0) return false
  const values = changed.map(([name, value]) => (name === 'calling' ? JSON.stringify(value) : value))
  await tx.query(
    `update phone_numbers set ${changed.map(([name], index) => `${columns[name]} = $${index + 3}`).join(', ')}
     where workspace_id = $1 and id = $2`,
    [workspaceId, id, ...values],
  )
  if (changed.some(([name]) => name === 'quality')) {
    await tx.query(
      `insert into quality_changes (workspace_id, phone_number_id, at, before, quality) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, phone_number_id, at) do update set quality = excluded.quality`,
      [workspaceId, id, isoTime(at), before.quality, facts.quality],
    )
  }
  emit({
    type: 'number.changed',
    at,
    data: {
      phoneNumberId: id,
      changed: Object.fromEntries(
        changed
          .filter(([name]) => name !== 'calling')
          .map(([name, value]) => [name, { from: before[columns[name]] ?? null, to: value ?? null }]),
      ),
    },
  })
  return true
}

const same = (before: unknown, after: unknown): boolean => JSON.stringify(before ?? null) === JSON.stringify(after ?? null)

/** A new messaging limit of a portfolio; older news than the one we have changes nothing. */
export async function changeTier(
  { tx, workspaceId, emit }: Changing,
  portfolioId: string,
  tier: string,
  at: PlatformTime,
): Promise<void> {
  const before = await row<{ tier: string; tier_at: Date | null }>(
    tx,
    'select tier, tier_at from portfolios where workspace_id = $1 and id = $2 for update',
    [workspaceId, portfolioId],
  )
  if (!before || (before.tier_at !== null && before.tier_at.getTime() > at)) return
  await tx.query('update portfolios set tier = $3, tier_at = $4, reach_bound = null where workspace_id = $1 and id = $2', [
    workspaceId,
    portfolioId,
    tier,
    isoTime(at),
  ])
  if (before.tier === tier) return
  emit({ type: 'portfolio.changed', at, data: { portfolioId, tier: { from: before.tier, to: tier } } })
  await tellLimit({ tx, workspaceId, emit }, portfolioId, { from: before.tier, to: tier }, at)
}

/** Readers know a limit as a number's, in the platform's own words, whoever told us of it. */
async function tellLimit(
  { tx, workspaceId, emit }: Changing,
  portfolioId: string,
  { from, to }: { from: string; to: string },
  at: PlatformTime,
): Promise<void> {
  const people = (tier: string) => (tier in tierUsers ? (tierUsers[tier] ?? Number.POSITIVE_INFINITY) : 0)
  const numbers = await rows<{ id: string; display_phone_number: string }>(
    tx,
    `select n.id, n.display_phone_number from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
     where n.workspace_id = $1 and w.portfolio_id = $2 order by n.id`,
    [workspaceId, portfolioId],
  )
  for (const { id, display_phone_number } of numbers) {
    const data = {
      event: people(to) > people(from) ? 'UPGRADE' : 'DOWNGRADE',
      currentLimit: to,
      display_phone_number,
      phoneNumberId: id,
      portfolioId,
    }
    emit({ type: 'limit.changed', at, data })
  }
}

/** A level may come by name or as a number of users; -1 was once the spelling of unlimited. Null for what names no level. */
export function tierOf(value: unknown): string | null {
  if (typeof value === 'string' && Object.hasOwn(tierUsers, value.toUpperCase())) return value.toUpperCase()
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const users = Number(value)
  if (String(value).trim() === '' || !Number.isInteger(users)) return null
  if (users === -1) return 'TIER_UNLIMITED'
  const levels = Object.entries(tierUsers).filter(([name]) => name !== 'TIER_NOT_SET')
  return levels.find(([, limit]) => limit === users)?.[0] ?? null
}

/** Messages a second of a number, by the platform's word for its throughput. */
export function mpsOf(level: string | undefined, at: PlatformTime): number {
  const { throughput } = policyAt(at)
  return level === 'HIGH' ? throughput.high : throughput.default
}

/** The number of an account that a webhook names by its digits only. */
export const numberByDigits = async (db: Db, workspaceId: string, display: unknown): Promise<{ id: string } | undefined> =>
  (
    await rows<{ id: string }>(db, 'select id from phone_numbers where workspace_id = $1 and phone = $2', [
      workspaceId,
      String(display ?? '').replace(/\D/g, ''),
    ])
  )[0]
