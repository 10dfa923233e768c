import { describe, expect, it } from 'vitest'
import { byName, matching } from './names.ts'
import type { Draft, Listed, Result } from './template-api.ts'

const listed = (name: string, language: string, more: Partial<Listed> = {}): Listed => ({
  id: `${name} ${language}`,
  wabaId: 'w',
  name,
  language,
  category: 'UTILITY',
  status: 'APPROVED',
  quality: 'UNKNOWN',
  components: [{ type: 'BODY', text: `Body of ${name}` }],
  ...more,
})
const draft = (name: string, language: string, templateId: string | null = null): Draft => ({
  ...listed(name, language),
  id: `draft of ${name}`,
  templateId,
  parameterFormat: 'POSITIONAL',
  ttlSeconds: null,
  revision: 1,
  refusal: null,
  createdAt: '',
  updatedAt: '',
  updatedBy: 'Maja',
})
const result = (name: string, language: string, sent: number, cost: string): Result => ({
  wabaId: 'w',
  name,
  language,
  sent,
  delivered: sent,
  read: 0,
  failed: 0,
  taps: 1,
  cost,
  currency: 'USD',
})

describe('templates by name', () => {
  it('puts languages, drafts and results of one name together', () => {
    const [one] = byName(
      [listed('order', 'sv'), listed('order', 'en_GB', { quality: 'YELLOW' })],
      [draft('order', 'fr'), draft('order', 'sv', 'order sv')],
      [result('order', 'sv', 2, '0.044'), result('order', 'en_GB', 3, '0.066')],
    )
    expect(one?.languages.map(({ language, state, draft: own }) => [language, state, own !== null])).toEqual([
      ['en_GB', 'approved', false],
      ['fr', 'draft', true],
      ['sv', 'approved', true],
    ])
    expect(one).toMatchObject({ quality: 'YELLOW', state: 'draft', results: { sent: 5, taps: 2, cost: '0.110' } })
  })

  it.each([
    ['a rejection before everything', ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED'], 'rejected'],
    ['a pause before a review', ['PENDING', 'PAUSED'], 'paused'],
    ['all is well when all are approved', ['APPROVED', 'APPROVED'], 'approved'],
  ])('shows %s', (_story, statuses, state) => {
    expect(
      byName(
        statuses.map((status, at) => listed('one', `l${at}`, { status })),
        [],
      )[0]?.state,
    ).toBe(state)
  })

  it.each([
    ['by name', { search: 'ORD', state: null, category: null }, ['order']],
    ['by words of the text', { search: 'body of s', state: null, category: null }, ['sale']],
    ['by category', { search: '', state: null, category: 'MARKETING' }, ['sale']],
    ['by state, an open edit counting as draft', { search: '', state: 'draft' as const, category: null }, ['order']],
  ])('finds %s', (_story, filter, names) => {
    const all = byName(
      [listed('order', 'sv'), listed('sale', 'sv', { category: 'MARKETING' })],
      [draft('order', 'sv', 'order sv')],
    )
    expect(matching(all, filter).map(({ name }) => name)).toEqual(names)
  })
})
