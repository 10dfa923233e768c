import { expect, it } from 'vitest'
import { type Condition, conditionsOf, filterOf } from './conditions.ts'

it.each<[string, readonly Condition[], object | null]>([
  ['nobody is left out by no condition', [], { everybody: true }],
  ['one stands alone', [{ kind: 'tag', text: ' vip ' }], { tag: 'vip' }],
  ['countries in any spelling', [{ kind: 'country', text: 'gb, se' }], { country: ['GB', 'SE'] }],
  [
    'several hold together',
    [{ kind: 'consent' }, { kind: 'wroteWithin', text: '30' }, { kind: 'attribute', key: 'city', text: 'Leeds' }],
    { all: [{ consent: 'marketing', is: 'in' }, { wroteWithin: 30 }, { attribute: 'city', is: 'Leeds' }] },
  ],
  ['an unfinished line asks nothing yet', [{ kind: 'tag', text: '' }], null],
  ['a country is two letters', [{ kind: 'country', text: 'Britain' }], null],
])('%s', (_story, conditions, filter) => {
  expect(filterOf(conditions)).toEqual(filter)
  if (filter !== null) expect(filterOf(conditionsOf(filter as Record<string, unknown>) ?? [])).toEqual(filter)
})

it('a filter that says more is left as it is', () => expect(conditionsOf({ not: { tag: 'vip' } })).toBeNull())
