import { expect, it } from 'vitest'
import { placed } from './place-events.ts'

const event = (key: string, at: number) => ({ key, at, label: key, colour: 'red' })

it('keeps the order of time and lets no label cover another on its side', () => {
  const events = [10, 11, 12, 40, 90, 100].map((at) => event(`${at}`, at))
  const shown = placed(events, 0)
  expect(shown.map((each) => each.at)).toEqual(shown.map((each) => each.at).toSorted((a, b) => a - b))
  for (const below of [true, false]) {
    const side = shown.filter((each) => each.below === below).map((each) => each.left)
    for (const [index, left] of side.entries()) if (index > 0) expect(left - (side[index - 1] ?? 0)).toBeGreaterThanOrEqual(17)
  }
  expect(shown.length).toBeGreaterThan(2)
})

it('leaves out what finds no room, and survives an empty line', () => {
  expect(placed([event('a', 10), event('b', 10), event('c', 10)], 0)).toHaveLength(2)
  expect(placed([], 0)).toEqual([])
})
