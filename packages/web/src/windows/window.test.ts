import { describe, expect, it } from 'vitest'
import { type ThreadWindow, windowNow } from './window.ts'

const opened = Date.parse('2026-11-20T10:00:00Z')
const iso = (at: number) => new Date(at).toISOString()
const h = 3_600_000
const csw: ThreadWindow = {
  csw: { open: true, until: iso(opened + 24 * h), safeUntil: iso(opened + 24 * h - 300_000) },
  fep: { state: 'none', until: null },
}

describe('a window seen at one moment', () => {
  it.each([
    ['just opened', 0, 'open'],
    ['four hours left', 20 * h, 'open'],
    ['a millisecond less than four hours', 20 * h + 1, 'closing'],
    ['one hour left', 23 * h, 'closing'],
    ['a millisecond less than an hour', 23 * h + 1, 'last'],
    ['the last millisecond', 24 * h - 1, 'last'],
    ['the true end', 24 * h, 'closed'],
    ['long after', 48 * h, 'closed'],
  ])('%s', (_story, after, state) => expect(windowNow(csw, opened + after).state).toBe(state))

  it('closes by the clock, whatever the flag said when it was sent', () => {
    expect(windowNow({ ...csw, csw: { ...csw.csw, open: true } }, opened + 25 * h)).toMatchObject({ state: 'closed', left: 0 })
  })

  it.each([
    ['candidate', false],
    ['estimated', true],
    ['confirmed', true],
  ] as const)('a free entry point that is %s is in force: %s', (state, open) => {
    const window: ThreadWindow = { ...csw, fep: { state, until: iso(opened + 72 * h) } }
    expect(windowNow(window, opened).fep).toMatchObject({ state, open, left: 72 * h })
    expect(windowNow(window, opened + 72 * h).fep).toMatchObject({ state: 'none', open: false, left: 0 })
  })

  it('is closed and without entry point for somebody who never wrote', () => {
    const never: ThreadWindow = { csw: { open: false, until: null, safeUntil: null }, fep: { state: 'none', until: null } }
    expect(windowNow(never, opened)).toMatchObject({ state: 'closed', left: 0, until: null })
  })
})
