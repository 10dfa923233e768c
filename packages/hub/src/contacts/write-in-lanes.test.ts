import { expect, test } from 'vitest'
import { hasRoomFor, writeInLanes } from './write-in-lanes.ts'

/** Lanes whose writes end when they are let, and who was writing at the same time as whom. */
function lanesByHand(hasRoom: () => boolean) {
  const open = new Map<string, (failed?: Error) => void>()
  const written: string[] = []
  let most = 0
  const lanes = writeInLanes<string>(2, {
    hasRoom,
    write: async (lane, batch) => {
      const name = `${lane}${batch}`
      await new Promise<void>((resolve, reject) => {
        open.set(name, (failed) => (failed ? reject(failed) : resolve()))
        most = Math.max(most, open.size)
      }).finally(() => open.delete(name))
      written.push(name)
    },
  })
  return { ...lanes, open, written, most: () => most }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('two lanes write at the same time, each its own in order, and a slow one leaves work for the other', async () => {
  const { put, drained, open, written } = lanesByHand(() => true)
  await put(0, 'a')
  await put(1, 'a')
  await put(0, 'b')
  await put(1, 'b')
  expect([...open.keys()]).toEqual(['0a', '1a'])
  let full = true
  const third = put(0, 'c').then(() => {
    full = false
  })
  await settled()
  expect(full, 'whoever reads waits').toBe(true)
  open.get('1a')?.()
  await settled()
  open.get('1b')?.()
  await settled()
  expect(written).toEqual(['1a', '1b'])
  open.get('0a')?.()
  await third
  for (const batch of ['0b', '0c']) {
    open.get(batch)?.()
    await settled()
  }
  await drained()
  expect(written).toEqual(['1a', '1b', '0a', '0b', '0c'])
})

test('without room they take turns', async () => {
  const { put, drained, open, written, most } = lanesByHand(() => false)
  for (const batch of ['a', 'b']) for (const lane of [0, 1]) await put(lane, batch)
  for (let n = 0; n < 4; n++) {
    await settled()
    const [next] = open.values()
    next?.()
  }
  await drained()
  expect([most(), written.toSorted()]).toEqual([1, ['0a', '0b', '1a', '1b']])
})

test('after a failure nothing more is begun, what is under way ends, and whoever hands on is told', async () => {
  const { put, drained, open, written } = lanesByHand(() => true)
  for (const lane of [0, 1]) await put(lane, 'a')
  const blocked = put(0, 'b')
    .then(() => put(0, 'c'))
    .catch((error: Error) => error.message)
  await settled()
  open.get('0a')?.(new Error('the disk is full'))
  expect(await blocked).toBe('the disk is full')
  let ended = false
  const draining = drained()
    .catch((error: Error) => error.message)
    .finally(() => {
      ended = true
    })
  await settled()
  expect([ended, [...open.keys()]]).toEqual([false, ['1a']])
  open.get('1a')?.()
  expect(await draining).toBe('the disk is full')
  expect(written).toEqual(['1a'])
  await expect(put(1, 'b')).rejects.toThrow('the disk is full')
})

test.each([
  ['all idle, and the other lane asked a moment ago', { totalCount: 11, idleCount: 11, waitingCount: 1, max: 12 }, true],
  ['five in use', { totalCount: 11, idleCount: 6, waitingCount: 0, max: 12 }, true],
  ['six in use', { totalCount: 11, idleCount: 5, waitingCount: 0, max: 12 }, false],
  ['five in use, and somebody who asks', { totalCount: 11, idleCount: 6, waitingCount: 1, max: 12 }, false],
  ['none made yet', { totalCount: 0, idleCount: 0, waitingCount: 0, max: 12 }, true],
  ['a pool of four, which the lanes would have to themselves', { totalCount: 0, idleCount: 0, waitingCount: 0, max: 4 }, false],
])('room for a second lane: %s', (_what, connections, room) => {
  expect(hasRoomFor(connections, 2)).toBe(room)
})
