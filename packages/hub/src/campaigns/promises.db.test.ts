import { HOUR, MINUTE } from '@casement/platform'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

/** What a plan promises, and what then happens: the same audience, planned and sent. */

let hub: ConnectedHub
let workspaceId: string
let next = 0

beforeAll(async () => {
  hub = await connectHub()
  const { pool } = hub.database
  workspaceId = (await pool.query('select id from workspaces')).rows[0].id
  await hub.api('PATCH', '/v1/settings', { quietHours: null, frequencyCap: null, spendCap: null, requireOptIn: 'campaigns' })
}, 60_000)
afterAll(() => hub.stop())

/** Somebody as a file or a desk would know them. */
const person = fc.record({
  consent: fc.constantFrom('in', 'in', 'out', null),
  city: fc.constantFrom('Leeds', 'Bristol', ''),
  country: fc.constantFrom('447700', '491515', '14155'),
  wrote: fc.boolean(),
  twice: fc.boolean(),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

const pace = fc.constantFrom({}, { perSecond: 2 })

async function settle(some: readonly Person[]): Promise<string[]> {
  const { pool } = hub.database
  const ids: string[] = []
  for (const { consent, city, country, wrote, twice } of some) {
    const digits = `${country}9${String(10_000 + next++)}`
    const { body } = await hub.api('POST', '/v1/contacts', { phone: `+${digits}`, name: 'Ada', attributes: city ? { city } : {} })
    const id = body.id as string
    ids.push(id, ...(twice ? [id] : []))
    if (wrote) {
      await hub.control('POST', `/customers/${digits}/messages`, {
        to: hub.world.phoneNumberId,
        type: 'text',
        text: { body: 'Hello' },
      })
    }
    if (consent) {
      const said = { marketing: { [consent]: { at: Date.parse('2026-01-01'), evidence: { how: 'form' } } } }
      await pool.query(
        `insert into consents (workspace_id, contact_id, state) values ($1, $2, $3)
         on conflict (workspace_id, contact_id) do update set state = excluded.state`,
        [workspaceId, id, JSON.stringify(said)],
      )
    }
  }
  await hub.settle()
  return ids
}

const offer = {
  name: 'winter_sale',
  language: 'en_GB',
  parameters: [
    {
      type: 'body',
      parameters: [
        { type: 'text', text: { from: 'name' } },
        { type: 'text', text: { from: 'attribute.city' } },
      ],
    },
  ],
}

test('whom it reaches, what it costs and when it ends is what was planned, whoever the people are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 8 }), pace, async (some, speed) => {
      const contacts = await settle(some)
      const { body: draft } = await hub.api('POST', '/v1/campaigns', {
        name: 'Promised',
        from: hub.world.phoneNumberId,
        template: offer,
        audience: { contacts },
        pace: speed,
      })
      const { body: plan } = await hub.api('POST', `/v1/campaigns/${draft.id}/plan`)
      await hub.api('POST', `/v1/campaigns/${draft.id}/launch`)
      await hub.advance(10 * MINUTE)
      const { body: done } = await hub.api('GET', `/v1/campaigns/${draft.id}`)
      expect(done.state).toBe('finished')
      expect(done.counts.excluded).toEqual(plan.excluded)
      expect(done.counts.audience).toBe(plan.audience)
      const { queued, held, sending, refused, excluded: _, audience: __, ...rest } = done.counts
      expect([queued, held, sending, refused]).toEqual([0, 0, 0, 0])
      expect(Object.values(rest as Record<string, number>).reduce((sum, one) => sum + one, 0)).toBe(plan.reaches)
      // What failed is not charged, so that a little less is no broken promise; more would be.
      const arrived = done.counts.delivered + done.counts.read
      if (arrived === plan.reaches) expect(Number(done.cost.actual)).toBeGreaterThanOrEqual(Number(plan.cost.low) - 1e-9)
      expect(Number(done.cost.actual)).toBeLessThanOrEqual(Number(plan.cost.high) + 1e-9)
      if (plan.reaches > 0) expect(Math.abs(Date.parse(done.endedAt) - Date.parse(plan.endsAt))).toBeLessThan(2 * MINUTE)
      await hub.advance(HOUR)
    }),
    { numRuns: 6, seed: 20_261_120 },
  )
}, 60_000)
