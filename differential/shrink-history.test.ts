import { expect, test } from 'vitest'
import type { History, Step } from './history/step.ts'
import { shrinkHistory } from './shrink-history.ts'

const pass = (ms: number): Step => ({ do: 'pass', ms })
const history: History = {
  seed: 1,
  worldSeed: 1,
  flavour: 'chat',
  start: '2026-11-20T09:00:00Z',
  timeZone: 'UTC',
  currency: 'USD',
  steps: Array.from({ length: 200 }, (_, ms) => pass(ms)),
}

test.each([
  ['one step', [77]],
  ['two far apart', [3, 190]],
  ['three beside each other', [50, 51, 52]],
  ['the first and the last', [0, 199]],
])('leaves only what it takes to disagree: %s', async (_label, needed) => {
  const played: number[] = []
  const found = { kind: 'differs', step: 199, rules: '', platform: '' }
  const { history: shortest } = await shrinkHistory(history, found, async ({ steps }) => {
    const there = steps.flatMap((step) => (step.do === 'pass' ? [step.ms] : []))
    played.push(there.length)
    const differs = needed.every((ms) => there.includes(ms))
    return { steps: steps.length, comparisons: [], disagreement: differs ? { ...found, step: steps.length - 1 } : null }
  })
  expect(shortest.steps).toEqual(needed.map(pass))
  expect(played.length).toBeLessThan(200)
})

test('another disagreement on the way is not taken for it', async () => {
  const found = { kind: 'this', step: 199, rules: '', platform: '' }
  const { history: shortest } = await shrinkHistory(history, found, async ({ steps }) => ({
    steps: steps.length,
    comparisons: [],
    disagreement: { ...found, kind: steps.length > 150 ? 'this' : 'that' },
  }))
  expect(shortest.steps.length).toBeGreaterThan(150)
})
