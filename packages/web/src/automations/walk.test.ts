import type { Condition, Graph, Node } from '@casement/rules/automation'
import { expect, test } from 'vitest'
import { walkOn } from './walk.ts'

const say = (id: string, next: Record<string, string> = {}): Node => ({
  id,
  kind: 'send',
  message: { type: 'text', text: { body: id } },
  next,
})
const answered = (word: string): Condition => ({ answer: { words: [word], match: 'whole' } })
const graph = (...nodes: Node[]): Graph => ({
  trigger: { kind: 'first-message' },
  limits: { perContact: { runs: 5, hours: 1 }, perMinute: 600 },
  alongside: false,
  start: 'menu',
  nodes,
})
const menu = (condition: Condition = answered('hours')): Graph =>
  graph(
    say('menu', { done: 'wait' }),
    { id: 'wait', kind: 'ask', timeoutMinutes: 60, next: { answered: 'note', timeout: 'late' } },
    { id: 'note', kind: 'note', text: 'Answered', next: { done: 'which' } },
    {
      id: 'which',
      kind: 'branch',
      cases: [{ id: 'hours', name: '', if: condition }],
      next: { hours: 'open', otherwise: 'person' },
    },
    say('open'),
    say('late'),
    { id: 'person', kind: 'hand-over', owner: null, note: '', next: {} },
  )

test.each([
  ['a tap on a button goes the way of its id', { id: 'hours', title: 'Opening hours' }, 'open'],
  ['or of its label', { id: 'b1', title: 'Hours' }, 'open'],
  ['another tap goes on to the rest', { id: 'order', title: 'My order' }, 'person'],
  ['something else written too', 'other' as const, 'person'],
  ['silence goes by the timeout', 'silent' as const, 'late'],
])('%s', (_name, deed, at) => {
  expect(walkOn(menu(), 'menu', deed).at).toBe(at)
})

test('what it passes is told, in order', () => {
  expect(walkOn(menu(), 'menu', { id: 'hours', title: '' }).passed).toEqual(['wait', 'note', 'which'])
})
test('a way that depends on more than the answer is left to whoever walks', () => {
  const mixed = menu({ all: [answered('hours'), { tag: 'vip' }] })
  expect(walkOn(mixed, 'menu', { id: 'hours', title: '' })).toEqual({ at: 'which', passed: ['wait', 'note'] })
})
test('a second question needs a second answer', () => {
  const twice = graph(
    say('menu', { done: 'first' }),
    { id: 'first', kind: 'ask', timeoutMinutes: 60, next: { answered: 'second' } },
    { id: 'second', kind: 'ask', timeoutMinutes: 60, next: {} },
  )
  expect(walkOn(twice, 'menu', 'other').at).toBe('second')
})
test('a way that leads nowhere ends it, and so does a circle', () => {
  expect(walkOn(graph(say('menu')), 'menu', 'other').at).toBe(null)
  const round = graph(
    say('menu', { done: 'a' }),
    { id: 'a', kind: 'wait', minutes: 5, next: { done: 'b' } },
    { id: 'b', kind: 'wait', minutes: 5, next: { done: 'a' } },
  )
  expect(walkOn(round, 'menu', 'silent').at).toBe(null)
})
