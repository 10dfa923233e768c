import { describe, expect, it } from 'vitest'
import { findPerformance } from './findings.ts'
import type { PerformanceFact } from './performance-facts.ts'

const fact = (more: Partial<PerformanceFact>): PerformanceFact => ({
  template: 'offer',
  language: 'en',
  category: 'MARKETING',
  band: 8,
  shape: { header: '', buttons: 0, characters: 100, variables: 0 },
  sent: 1_000,
  delivered: 1_000,
  failed: 0,
  replied: 50,
  ...more,
})
const ids = (facts: PerformanceFact[]) => findPerformance(facts, 30).map(({ id }) => id)

describe('what stands out', () => {
  it.each<[string, PerformanceFact[], string[]]>([
    ['nothing was sent', [], []],
    ['one template has nothing to stand against', [fact({ replied: 900 })], []],
    ['the same shares', [fact({}), fact({ template: 'news' })], []],
    ['a difference that chance makes', [fact({}), fact({ template: 'news', replied: 60 })], []],
    ['too few people', [fact({}), fact({ template: 'news', sent: 99, delivered: 99, replied: 90 })], []],
    [
      'one is answered twice as often: both stand out, each from its side',
      [fact({}), fact({ template: 'news', replied: 100 })],
      ['template/replied/offer', 'template/replied/news'],
    ],
    [
      'templates of different categories are not compared',
      [fact({}), fact({ template: 'news', category: 'UTILITY', replied: 300 })],
      [],
    ],
    [
      'codes are not meant to be answered',
      [fact({ category: 'AUTHENTICATION' }), fact({ template: 'b', category: 'AUTHENTICATION', replied: 300 })],
      [],
    ],
    [
      'an hour of the day',
      [fact({}), fact({ band: 12 }), fact({ band: 16, replied: 120 })],
      ['time-of-day/replied/marketing 16-20'],
    ],
    [
      'failures',
      [fact({}), fact({ template: 'news', failed: 60, delivered: 940, replied: 47 })],
      ['template/failed/offer', 'template/failed/news'],
    ],
  ])('%s', (_label, facts, expected) => {
    expect(ids(facts)).toEqual(expect.arrayContaining(expected))
    if (expected.length === 0) expect(ids(facts)).toEqual([])
  })

  it('forms are compared over several templates only: of two it is the template that differs', () => {
    const buttons = { header: '', buttons: 2, characters: 100, variables: 0 }
    const two = [fact({}), fact({ template: 'a', shape: buttons, replied: 100 })]
    expect(ids(two)).not.toContain('form/replied/marketing buttons')
    const four = [...two, fact({ template: 'b' }), fact({ template: 'c', shape: buttons, replied: 100 })]
    expect(ids(four)).toContain('form/replied/marketing buttons')
  })

  it('says what was seen, what to do, and how much it may bring', () => {
    const [, found] = findPerformance([fact({}), fact({ template: 'news', replied: 100 })], 30)
    expect(found).toMatchObject({
      what: '10 % of messages by news were answered within a day, against 5.0 % of your other marketing templates.',
      advice: 'Try its wording in the others, with a trial of two templates: 27 to 73 more answers in a thousand are likely.',
      perThousand: { low: 27, high: 73 },
      evidence: { compared: 4, days: 30 },
    })
  })
})
