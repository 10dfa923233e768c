import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { takeTurns } from './take-turns.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** Turns that end when they are let; what each answers is how long to rest after it. */
function turnsByHand(gatherMs = 0) {
  const open: ((restMs: number) => void)[] = []
  let most = 0
  let under = 0
  const stumbled = vi.fn()
  const turns = takeTurns({
    turn: async () => {
      most = Math.max(most, ++under)
      const restMs = await new Promise<number>((resolve) => open.push(resolve))
      under--
      if (restMs < 0) throw new Error('stumbled')
      return restMs
    },
    restMs: (came) => came ?? 1_000,
    gatherMs,
    stumbled,
  })
  return { turns, open, stumbled, most: () => most }
}
const settled = () => vi.advanceTimersByTimeAsync(0)

test('turns never overlap, whoever asks for one', async () => {
  const { turns, open, most } = turnsByHand()
  turns.start()
  void turns.take()
  void turns.take()
  await settled()
  for (let n = 0; n < 3; n++) {
    expect(open).toHaveLength(n + 1)
    open[n]?.(1_000)
    await settled()
  }
  expect(most()).toBe(1)
})

test.each([
  ['there was more to do', 0, 0],
  ['it rests', 500, 500],
  ['it failed', -1, 1_000],
])('%s: the next turn begins after its rest', async (_, answer, after) => {
  const { turns, open, stumbled } = turnsByHand()
  turns.start()
  await settled()
  open[0]?.(answer)
  await settled()
  if (after > 0) {
    await vi.advanceTimersByTimeAsync(after - 1)
    expect(open).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(open).toHaveLength(2)
  expect(stumbled).toHaveBeenCalledTimes(answer < 0 ? 1 : 0)
})

test('a call ends the rest, and one that comes in the middle of a turn is answered by another', async () => {
  const { turns, open } = turnsByHand()
  turns.start()
  await settled()
  turns.wake()
  open[0]?.(1_000)
  await settled()
  expect(open).toHaveLength(2)
  open[1]?.(1_000)
  await settled()
  expect(open).toHaveLength(2)
  turns.wake()
  await settled()
  expect(open).toHaveLength(3)
})

test('calls that come close together are gathered into one turn', async () => {
  const { turns, open } = turnsByHand(50)
  turns.start()
  await settled()
  open[0]?.(0)
  for (let n = 0; n < 5; n++) {
    turns.wake()
    await vi.advanceTimersByTimeAsync(9)
  }
  expect(open).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(5)
  expect(open).toHaveLength(2)
})

test('stopping waits for the turn under way and begins no other', async () => {
  const { turns, open } = turnsByHand()
  turns.start()
  await settled()
  let ended = false
  const stopping = turns.stop().then(() => {
    ended = true
  })
  await settled()
  expect(ended).toBe(false)
  open[0]?.(0)
  await stopping
  await settled()
  expect(open).toHaveLength(1)
})
