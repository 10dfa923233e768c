import { platformTime } from '@casement/platform'
import { type ConsentEvent, type ConsentState, consentFor, foldConsent, newConsent, type Purpose } from '@casement/rules'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { consentChoiceSql } from './consent-sql.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('the database judges consent as the rules do', async () => {
  const event: fc.Arbitrary<ConsentEvent> = fc.record({
    purpose: fc.constantFrom<Purpose>('marketing', 'own.newsletter'),
    choice: fc.constantFrom('in' as const, 'out' as const, 'resume' as const),
    at: fc.integer({ min: 1, max: 6 }).map((minute) => platformTime(minute * 60_000)),
    evidence: fc.record({ how: fc.constantFrom('form' as const, 'platform-preference' as const) }),
  })
  const states = fc
    .sample(fc.array(event, { maxLength: 7 }), { numRuns: 2_000, seed: 5 })
    .map((events): ConsentState => events.reduce(foldConsent, newConsent))
  for (const purpose of ['marketing', 'own.newsletter'] as const) {
    const { rows } = await database.pool.query(
      `select ${consentChoiceSql('s.state', purpose)} as choice from unnest($1::jsonb[]) with ordinality as s (state, n) order by n`,
      [states.map((state) => JSON.stringify(state))],
    )
    const wrong = states.flatMap((state, index) =>
      rows[index].choice === consentFor(state, purpose).choice ? [] : [{ state, sql: rows[index].choice }],
    )
    expect(wrong[0]).toBeUndefined()
  }
})
