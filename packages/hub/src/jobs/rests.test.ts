import { expect, test } from 'vitest'
import { createRests } from './rests.ts'

test('whoever fails rests for a second, then twice as long each time, and ten minutes at most', () => {
  let now = 0
  const rests = createRests(() => now)
  const rested: number[] = []
  for (let time = 0; time < 12; time++) {
    rests.stumbled('one')
    const from = now
    while (rests.resting().includes('one')) now += 1_000
    rested.push((now - from) / 1_000)
  }
  expect(rested).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600])
})

test('what failed long ago is forgotten, and begins with a second again', () => {
  let now = 0
  const rests = createRests(() => now)
  rests.stumbled('one')
  rests.stumbled('one')
  now += 3_600_000
  expect(rests.resting()).toEqual([])
  rests.stumbled('one')
  now += 1_000
  expect(rests.resting()).toEqual([])
})

test('a thousand are remembered', () => {
  const rests = createRests(() => 0)
  for (let n = 0; n < 1_500; n++) rests.stumbled(String(n))
  expect([rests.resting().length, rests.resting()[0]]).toEqual([1_000, '500'])
})
