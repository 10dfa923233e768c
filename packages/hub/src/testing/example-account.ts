import { isoTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { uuid7 } from '../database/uuid7.ts'

/** A business of our own invention: one workspace, one account, one number, three templates. */
export const EXAMPLE = {
  portfolioId: '700000000000001',
  wabaId: '700000000000002',
  numberId: '700000000000003',
  phone: '447700900123',
  customer: '447700900456',
  now: platformTime('2026-11-20T12:00:00Z'),
}

const template = (id: string, name: string, category: string, body: string) => ({
  id,
  name,
  language: 'en_GB',
  category,
  status: 'APPROVED',
  components: [{ type: 'BODY', text: body }],
})

export const EXAMPLE_TEMPLATES = [
  template('800000000000001', 'order_shipped', 'UTILITY', 'Your order is on its way and arrives tomorrow.'),
  template('800000000000002', 'autumn_offer', 'MARKETING', 'Our lamps cost a tenth less this week. Reply STOP to hear no more.'),
  template('800000000000003', 'login_code', 'AUTHENTICATION', '{{1}} is your verification code.'),
]

/** Fills a fresh database with it and answers with the workspace. */
export async function createExampleAccount(pool: pg.Pool): Promise<{ workspaceId: string }> {
  const workspaceId = uuid7()
  await pool.query('insert into workspaces (id, name) values ($1, $2)', [workspaceId, 'Nordlys Home'])
  await pool.query('insert into routes (kind, external_id, workspace_id) values ($1, $2, $5), ($3, $4, $5)', [
    'number',
    EXAMPLE.numberId,
    'waba',
    EXAMPLE.wabaId,
    workspaceId,
  ])
  await pool.query('insert into portfolios (workspace_id, id, name, verified, tier) values ($1, $2, $3, true, $4)', [
    workspaceId,
    EXAMPLE.portfolioId,
    'Nordlys',
    'TIER_2K',
  ])
  await pool.query(
    `insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed) values ($1, $2, $3, 'environment', 'Nordlys Home', '')`,
    [workspaceId, EXAMPLE.wabaId, EXAMPLE.portfolioId],
  )
  await pool.query(
    `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, quality, throughput_mps)
     values ($1, $2, $3, '+44 7700 900123', $4, 'Nordlys Home', 'GREEN', 80)`,
    [workspaceId, EXAMPLE.numberId, EXAMPLE.wabaId, EXAMPLE.phone],
  )
  await pool.query(
    `insert into templates (workspace_id, id, waba_id, name, language, category, status, components)
     select $1, item->>'id', $2, item->>'name', item->>'language', item->>'category', item->>'status', item->'components' from jsonb_array_elements($3::jsonb) item`,
    [workspaceId, EXAMPLE.wabaId, JSON.stringify(EXAMPLE_TEMPLATES)],
  )
  return { workspaceId }
}

const seconds = (at: string | number) => String(Math.floor(platformTime(at) / 1_000))
const metadata = { display_phone_number: EXAMPLE.phone, phone_number_id: EXAMPLE.numberId }
const contact = (from: string, name: string) => ({ profile: { name }, wa_id: from, user_id: `GB.${from}` })

/** Webhook bodies as the platform would send them. */
export const webhook = {
  of: (...changes: { field: string; value: unknown }[]) => ({
    object: 'whatsapp_business_account',
    entry: [{ id: EXAMPLE.wabaId, changes }],
  }),
  message: (
    id: string,
    at: string | number,
    content: Record<string, unknown> = { type: 'text', text: { body: 'Is my order there?' } },
    from: string = EXAMPLE.customer,
  ) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata,
      contacts: [contact(from, 'Ada Byrne')],
      messages: [{ from, from_user_id: `GB.${from}`, id, timestamp: seconds(at), ...content }],
    },
  }),
  status: (id: string, status: string, at: string | number, more: Record<string, unknown> = {}) => ({
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata,
      statuses: [{ id, status, timestamp: seconds(at), recipient_id: EXAMPLE.customer, ...more }],
    },
  }),
  preference: (value: 'stop' | 'resume', at: string | number, waId: string = EXAMPLE.customer) => ({
    field: 'user_preferences',
    value: {
      messaging_product: 'whatsapp',
      metadata,
      user_preferences: [{ wa_id: waId, category: 'marketing_messages', value, timestamp: Number(seconds(at)) }],
    },
  }),
}

/** Lays a webhook into the journal, as the route does once its signature is right. */
export async function journalise(pool: pg.Pool, body: unknown, at = EXAMPLE.now): Promise<void> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  await pool.query(`insert into journal (platform_at, app_id, body) values ($1, 'environment', $2)`, [isoTime(at), bytes])
}
