import { platformTime, SECOND } from '@casement/platform'
import { expect, test } from 'vitest'
import { createPlatformClock } from './platform-clock.ts'

const NOON = platformTime('2026-11-20T12:00:00Z')

test.each([
  ['runs with the machine beside one that does', 1, SECOND],
  ['stands beside one that is moved by hand', 0, 0],
  // Over there it is noon until the next step: whoever ran on would write to a pair, or past a reach, too early.
  ['stands between the steps of one that is sixty times as fast', 60, 0],
  ['stands between the steps of one that is slower', 0.5, 0],
])('a clock %s', (_, speed, passes) => {
  let elapsed = 0
  const clock = createPlatformClock(() => elapsed, { now: NOON, scale: 1 })
  const heard: number[] = []
  clock.onSet(({ scale }) => heard.push(scale))
  clock.set({ now: NOON, scale: speed })
  elapsed += SECOND
  expect(clock.now() - NOON).toBe(passes)
  expect([clock.scale, clock.speed, heard]).toEqual([passes / SECOND, speed, [speed]])
})
