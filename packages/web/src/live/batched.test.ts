import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { batched } from './batched.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('runs the first call at once, the others together, and the last one always', () => {
  let runs = 0
  const call = batched(100, () => runs++)
  call()
  expect(runs).toBe(1)
  call()
  call()
  vi.advanceTimersByTime(99)
  expect(runs).toBe(1)
  vi.advanceTimersByTime(1)
  expect(runs).toBe(2)
  vi.advanceTimersByTime(1_000)
  expect(runs).toBe(2)
})
