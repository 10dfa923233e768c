import { describe, expect, it } from 'vitest'
import { arcLeft, dashedArc, solidArc } from './ring-geometry.ts'

const h = 3_600_000

describe('the arcs of the window ring', () => {
  it.each([
    [24 * h, 24, 100],
    [12 * h, 24, 50],
    [30 * h, 24, 100],
    [1 * h, 24, 100 / 24],
    [0.5 * h, 24, 3.5],
    [1, 24, 3.5],
    [0, 24, 0],
    [-h, 24, 0],
    [36 * h, 72, 50],
  ])('%d ms of a window are drawn as part of %d h', (left, whole, percent) => {
    expect(arcLeft(left, whole)).toBeCloseTo(percent)
  })

  it('empties clockwise: a quarter left is the last quarter before twelve', () => {
    expect(solidArc(25)).toEqual({ dasharray: '25 200', dashoffset: -75 })
    expect(solidArc(100)).toEqual({ dasharray: '100 200', dashoffset: 0 })
  })

  it.each([0.5, 3.5, 10, 37.3, 69.4, 100])('dashes of %d percent cover that much and then nothing for a whole turn', (left) => {
    const lengths = dashedArc(left).dasharray.split(' ').map(Number)
    expect(lengths.length % 2).toBe(0)
    const visible = lengths.slice(0, -1).reduce((sum, length) => sum + length, 0)
    expect(visible).toBeLessThanOrEqual(left + 0.01)
    expect(visible).toBeGreaterThan(left - 2.01)
    expect(lengths.at(-1)).toBeGreaterThan(100)
  })
})
