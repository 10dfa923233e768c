import { platformTime } from '@casement/platform'
import { rulebook } from '@casement/rules'
import { describe, expect, test } from 'vitest'
import { differencesBetween } from './differences.ts'
import { entriesOf, idsLike, rulesAt } from './entries.ts'
import { printDifferences, printEntries, printRules } from './print-rules.ts'

describe('the rulebook of a day', () => {
  const today = rulesAt(platformTime('2026-11-20T12:00:00Z'))

  test('names the policy in force, on both sides of the night in which it changed', () => {
    expect(rulesAt(platformTime('2026-09-30T23:59:59Z')).policy).toBe('PMP_V1')
    expect(rulesAt(platformTime('2026-10-01T00:00:00Z')).policy).toBe('PMP_V2')
  })

  test('lists every decision in its order, and a fact with its days and source', () => {
    const decisions = today.rules.filter((entry) => entry.kind === 'decision').map((entry) => entry.id)
    expect(decisions).toEqual(rulebook.map((rule) => rule.id))
    expect(today.rules.find((entry) => entry.id === 'csw.hours')).toMatchObject({
      kind: 'fact',
      value: 24,
      unit: 'hours',
      to: null,
      source: 'M:pricing',
    })
  })

  test('prints a line for each', () => {
    const lines = printRules(today).split('\n')
    expect(lines[0]).toBe('2026-11-20, policy PMP_V2')
    for (const { id } of today.rules) expect(lines.some((line) => line.trim().startsWith(`${id} `))).toBe(true)
  })
})

describe('one rule', () => {
  test('says what the platform would answer', () => {
    expect(printEntries(entriesOf('window.closed'))).toMatch(/the platform answers 131047/)
  })

  test('a limit that is checked says the number it goes by', () => {
    expect(entriesOf('list.rows.total')).toEqual([
      expect.objectContaining({ kind: 'content', severity: 'error', value: 10, from: expect.any(String), to: null }),
    ])
  })

  test('no id stands in two tables', () => {
    const ids = rulesAt(platformTime('2026-11-20T12:00:00Z')).rules.map(({ id }) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  test('a fact shows each value it had, oldest first', () => {
    const [first, second] = entriesOf('csw.request-welcome-opens')
    expect([first?.value, first?.to, second?.value, second?.to]).toEqual([true, '2026-03-25', false, null])
  })

  test('a mistyped id is answered with those that it may have meant', () => {
    expect(entriesOf('window.close')).toEqual([])
    expect(idsLike('window.close')).toContain('window.closed')
    expect(idsLike('zzz')).toEqual([])
  })
})

describe('what changed between two days', () => {
  test('the night of 1 October 2026', () => {
    const differences = differencesBetween('2026-09-30', '2026-10-01')
    expect(differences.policy).toEqual({ before: 'PMP_V1', after: 'PMP_V2' })
    expect(differences.changes.map(({ id }) => id)).toContain('free.utility-in-csw')
    expect(differences.rates.find(({ market, category }) => market === 'Brazil' && category === 'service')).toMatchObject({
      before: null,
      after: '0.0068',
    })
    expect(differences.timeline.map(({ from }) => from)).toEqual(['2026-10-01'])
    expect(printDifferences(differences)).toContain('policy PMP_V1 → PMP_V2')
  })

  test('a quiet night', () => {
    const quiet = differencesBetween('2026-11-01', '2026-11-02')
    expect(quiet).toMatchObject({ changes: [], rates: [], timeline: [] })
    expect(printDifferences(quiet)).toContain('None changed.')
  })

  test('the order in which the days are named does not matter', () => {
    expect(differencesBetween('2026-10-01', '2025-06-30')).toEqual(differencesBetween('2025-06-30', '2026-10-01'))
  })
})
