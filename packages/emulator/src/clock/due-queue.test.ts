import type { PlatformTime } from '@casement/platform'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DueItem } from '../world/records.ts'
import { Table } from '../world/table.ts'
import { DueQueue } from './due-queue.ts'

const item = (at: number, order: number): DueItem => ({
  id: String(order),
  at: at as PlatformTime,
  order,
  kind: 'k',
  ref: String(order),
})

test('everything comes out by time, equal times in the order they went in, cancelled ones not at all', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ at: fc.integer({ min: 0, max: 50 }), cancelled: fc.boolean() })), (given) => {
      const queue = new DueQueue(new Table<DueItem>('due', (row) => row.id))
      for (const [order, { at }] of given.entries()) queue.add(item(at, order))
      for (const [order, { cancelled }] of given.entries()) if (cancelled) queue.cancel(String(order))
      const out: DueItem[] = []
      for (let next = queue.take(100 as PlatformTime); next; next = queue.take(100 as PlatformTime)) out.push(next)
      const expected = given
        .map(({ at, cancelled }, order) => ({ at, order, cancelled }))
        .filter((one) => !one.cancelled)
        .sort((a, b) => a.at - b.at || a.order - b.order)
      expect(out.map(({ at, order }) => [at, order])).toEqual(expected.map(({ at, order }) => [at, order]))
      expect(queue.size).toBe(0)
    }),
  )
})

test('nothing is taken before its time', () => {
  const queue = new DueQueue(new Table<DueItem>('due', (row) => row.id))
  queue.add(item(10, 1))
  expect(queue.take(9 as PlatformTime)).toBeNull()
  expect(queue.nextAt()).toBe(10)
  expect(queue.take(10 as PlatformTime)?.id).toBe('1')
})
