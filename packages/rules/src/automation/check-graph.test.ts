import { platformTime } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import { applyFix } from './apply-fix.ts'
import { checkGraph } from './check-graph.ts'
import type { Condition, Graph, Node, Trigger } from './graph.ts'

const context = { now: platformTime('2026-11-20T12:00:00Z'), windowHours: 24 }
const send = (id: string, next: Record<string, string> = {}): Node => ({
  id,
  kind: 'send',
  message: { type: 'text', text: { body: 'Hello' } },
  next,
})
const wait = (id: string, minutes: number, to: string): Node => ({ id, kind: 'wait', minutes, next: { done: to } })
const graph = (nodes: readonly Node[], trigger: Trigger = { kind: 'first-message' }, more: Partial<Graph> = {}): Graph => ({
  trigger,
  limits: { perContact: { runs: 5, hours: 1 }, perMinute: 600 },
  alongside: false,
  start: nodes[0]?.id ?? null,
  nodes,
  ...more,
})
const problems = (drawn: Graph) =>
  checkGraph(drawn, context).map(({ node, path, severity }) => `${severity} ${node ?? '-'} ${path}`)
const branch = (id: string, condition: Condition, yes: string, no?: string): Node => ({
  id,
  kind: 'branch',
  cases: [{ id: 'yes', name: '', if: condition }],
  next: { yes, ...(no ? { otherwise: no } : {}) },
})

describe('a free-form message where the window may be closed', () => {
  const closed = ['error hi message']
  const event: Trigger = { kind: 'event', name: 'order.paid' }
  const from = { from: '700' }
  test.each<[string, Graph, readonly string[]]>([
    ['at once after a message', graph([send('hi')]), []],
    ['a minute before the day is over', graph([wait('w', 24 * 60 - 1, 'hi'), send('hi')]), []],
    ['when the day is over', graph([wait('w', 24 * 60, 'hi'), send('hi')]), closed],
    ['after two waits that make a day', graph([wait('a', 720, 'b'), wait('b', 720, 'hi'), send('hi')]), closed],
    [
      'after a day and an answer',
      graph([{ id: 'ask', kind: 'ask', timeoutMinutes: 3_000, next: { answered: 'hi' } }, send('hi')]),
      [],
    ],
    [
      'after a day without an answer',
      graph([{ id: 'ask', kind: 'ask', timeoutMinutes: 1_440, next: { timeout: 'hi' } }, send('hi')]),
      closed,
    ],
    [
      'until an hour of the clock',
      graph([{ id: 'w', kind: 'wait-until', hour: '09:00', next: { done: 'hi' } }, send('hi')]),
      closed,
    ],
    ['where another way is shorter', graph([branch('b', { tag: 'vip' }, 'w', 'hi'), wait('w', 1_500, 'hi'), send('hi')]), closed],
    ['where the window is asked for', graph([wait('w', 1_500, 'b'), branch('b', { window: 'open' }, 'hi'), send('hi')]), []],
    [
      'where the other way is asked for',
      graph([
        wait('w', 1_500, 'b'),
        branch('b', { window: 'closed' }, 'end', 'hi'),
        { id: 'end', kind: 'note', text: 'x', next: {} },
        send('hi'),
      ]),
      [],
    ],
    [
      'where it is one of two reasons',
      graph([wait('w', 1_500, 'b'), branch('b', { any: [{ window: 'open' }, { tag: 'vip' }] }, 'hi'), send('hi')]),
      closed,
    ],
    [
      'where it is one of two demands',
      graph([wait('w', 1_500, 'b'), branch('b', { all: [{ window: 'open' }, { tag: 'vip' }] }, 'hi'), send('hi')]),
      [],
    ],
    [
      'a wait shorter than what is left',
      graph([wait('w', 1_500, 'b'), branch('b', { windowLeft: 30 }, 'c'), wait('c', 29, 'hi'), send('hi')]),
      [],
    ],
    [
      'a wait as long as what is left',
      graph([wait('w', 1_500, 'b'), branch('b', { windowLeft: 30 }, 'c'), wait('c', 30, 'hi'), send('hi')]),
      closed,
    ],
    ['an event, at any time', graph([send('hi')], event, from), closed],
    ['a window that closes in an hour', graph([send('hi')], { kind: 'window', event: 'closing', minutesBefore: 60 }), []],
    ['a window that is closed', graph([send('hi')], { kind: 'window', event: 'closed' }), closed],
    ['a circle of an hour', graph([send('hi', { done: 'w' }), wait('w', 60, 'hi')]), closed],
  ])('%s', (_situation, drawn, expected) => {
    expect(problems(drawn)).toEqual(expected)
  })

  test('is mended by asking for the window, and says what took it', () => {
    const drawn = graph([wait('w', 1_440, 'hi'), send('hi')])
    const [problem] = checkGraph(drawn, context)
    expect(problem?.says).toBe('The customer service window may have closed during “wait 24 h”, and this message is free-form.')
    const mended = applyFix(drawn, problem?.fixes[0] as never)
    expect(problems(mended)).toEqual([])
    expect(mended.nodes.find(({ id }) => id === 'w')?.next).toEqual({ done: 'window' })
  })

  test('is mended by a template, which is still to be chosen', () => {
    const drawn = graph([send('hi')], { kind: 'event', name: 'x' }, { from: '700' })
    expect(problems(applyFix(drawn, { kind: 'use-template', node: 'hi' }))).toEqual(['error hi message.template'])
  })
})

describe('a drawing', () => {
  const note = (id: string, next: Record<string, string> = {}): Node => ({ id, kind: 'note', text: 'x', next })
  test.each<[string, Graph, readonly string[]]>([
    ['with nothing in it', graph([]), ['error - start']],
    ['with a step nothing leads to', graph([note('a'), note('b')]), ['warning b ']],
    ['with a line to a step that is gone', graph([note('a', { done: 'b' })]), ['error a next.done']],
    ['with a way out it does not have', graph([note('a', { failed: 'a2' }), note('a2')]), ['error a next.failed', 'warning a2 ']],
    ['that goes round without waiting', graph([note('a', { done: 'b' }), note('b', { done: 'a' })]), ['error a next']],
    ['that goes round and waits', graph([note('a', { done: 'w' }), wait('w', 5, 'a')]), []],
    ['without a word', graph([note('a')], { kind: 'keyword', words: [' '], match: 'whole' }), ['error - trigger.words']],
    ['of an event without a number', graph([note('a')], { kind: 'event', name: 'paid' }), ['error - from']],
    ['that waits for less than a minute', graph([wait('w', 0, 'a'), note('a')]), ['error w minutes']],
    [
      'with a text that is too long',
      graph([{ ...send('hi'), message: { type: 'text', text: { body: 'x'.repeat(4_097) } } } as Node]),
      ['error hi message.text.body'],
    ],
    [
      'with a value that nobody has',
      graph([{ ...send('hi'), message: { type: 'text', text: { body: 'Dear {{customer}}' } } } as Node]),
      ['error hi message'],
    ],
    [
      'with a template that is not chosen',
      graph([{ ...send('hi'), message: { type: 'template', template: { name: '', language: { code: '' } } } } as Node]),
      ['error hi message.template'],
    ],
    [
      'that notes a yes nobody gave',
      graph(
        [{ id: 'yes', kind: 'consent', purpose: 'marketing', choice: 'in', next: {} }],
        { kind: 'schedule', hour: '09:00', weekdays: [1], timeZone: 'UTC', people: {} },
        { from: '700' },
      ),
      ['error yes choice'],
    ],
    [
      'that calls nothing',
      graph([{ id: 'c', kind: 'http', method: 'POST', url: 'shop', headers: {}, next: {} }]),
      ['error c url'],
    ],
    [
      'that calls whom somebody names',
      graph([{ id: 'c', kind: 'http', method: 'POST', url: 'https://{{text}}/orders', headers: {}, next: {} }]),
      ['error c url'],
    ],
    [
      'that tells a host of its own of somebody',
      graph([{ id: 'c', kind: 'http', method: 'POST', url: 'https://shop.example/{{text}}', headers: {}, next: {} }]),
      [],
    ],
  ])('%s', (_situation, drawn, expected) => {
    expect(problems(drawn)).toEqual(expected)
  })
})
