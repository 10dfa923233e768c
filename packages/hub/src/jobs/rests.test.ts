import { expect, test } from 'vitest'
import { createRests } from './rests.ts'

test('whoever fails is tried again at once, twice; then it rests for a second, twice as long each time, and ten minutes at most', () => {
  let now = 0
  const rests = createRests(() => now)
  const rested: number[] = []
  for (let time = 0; time < 14; time++) {
    rests.stumbled('one')
    const from = now
    while (rests.resting().includes('one')) now += 1_000
    rested.push((now - from) / 1_000)
  }
  expect(rested).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600])
})

test('what failed long ago is forgotten, and tried again at once when it fails anew', () => {
  let now = 0
  const rests = createRests(() => now)
  for (let time = 0; time < 3; time++) rests.stumbled('one')
  expect(rests.resting()).toEqual(['one'])
  now += 3_600_000
  expect(rests.resting()).toEqual([])
  rests.stumbled('one')
  expect(rests.resting()).toEqual([])
})

test('a thousand are remembered', () => {
  const rests = createRests(() => 0)
  for (let n = 0; n < 1_500; n++) for (let time = 0; time < 3; time++) rests.stumbled(String(n))
  expect([rests.resting().length, rests.resting()[0]]).toEqual([1_000, '500'])
})
