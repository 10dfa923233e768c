import { expect, it } from 'vitest'
import { localTimes } from './local-time.ts'

const now = Date.parse('2026-11-20T23:30:00Z')
it.each([
  ['where all clocks agree', { from: 60, to: 60 }, ['00:30']],
  ['with half an hour more', { from: 330, to: 330 }, ['05:00']],
  ['from coast to coast', { from: -600, to: -300 }, ['13:30', '18:30']],
])('it is told %s', (_story, offsets, times) => expect(localTimes(now, offsets)).toEqual(times))
