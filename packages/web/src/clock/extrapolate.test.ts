import { describe, expect, it } from 'vitest'
import { extrapolate } from './extrapolate.ts'

describe('platform time between two readings', () => {
  const noon = Date.parse('2026-11-20T12:00:00Z')
  it.each([
    ['stands still on a manual clock', 0, 5_000, 0],
    ['runs with the machine at scale 1', 1, 5_000, 5_000],
    ['runs a minute a second at scale 60', 60, 1_000, 60_000],
    ['is the reading itself at the moment of reading', 60, 0, 0],
    ['does not run backwards when the machine clock does', 1, -3_000, 0],
  ])('%s', (_story, scale, elapsed, moved) => {
    expect(extrapolate({ now: noon, scale, readAt: 1_000 }, 1_000 + elapsed)).toBe(noon + moved)
  })
})
