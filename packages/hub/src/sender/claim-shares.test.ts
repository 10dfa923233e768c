import { expect, test } from 'vitest'
import { createClaimShares } from './claim-shares.ts'
import { createReadyQueue } from './ready-queue.ts'

/** Claims as the ledger does: first what each priority may count on, then by priority. */
function claim(waiting: number[], limit: number, shares = createClaimShares()): number[] {
  const quotas = shares.quotas(limit)
  const taken = waiting.map(() => 0)
  let left = limit
  const take = (priority: number, most: number) => {
    const more = Math.min(most, left, (waiting[priority] as number) - (taken[priority] as number))
    taken[priority] = (taken[priority] as number) + more
    left -= more
  }
  for (const priority of waiting.keys()) take(priority, quotas[priority] as number)
  for (const priority of waiting.keys()) take(priority, limit)
  shares.claimed(
    quotas,
    taken.flatMap((count, priority) => Array<number>(count).fill(priority)),
  )
  return taken
}

test.each([
  ['only marketing waits', [0, 0, 0, 1_000], 200, [0, 0, 0, 200]],
  ['a reply among marketing goes at once', [0, 1, 0, 1_000], 200, [0, 1, 0, 199]],
  ['under a flood of utility marketing keeps its share', [0, 0, 1_000, 1_000], 200, [0, 0, 190, 10]],
  ['under a flood of codes replies keep theirs', [1_000, 1_000, 0, 0], 200, [140, 60, 0, 0]],
])('%s', (_what, waiting, limit, taken) => {
  expect(claim(waiting, limit)).toEqual(taken)
})

test('where one is claimed at a time, the least urgent still gets its twentieth', () => {
  const shares = createClaimShares()
  const taken = [0, 0, 0, 0]
  for (let turn = 0; turn < 400; turn++) {
    for (const [priority, count] of claim([0, 0, 1_000, 1_000], 1, shares).entries())
      taken[priority] = (taken[priority] as number) + count
  }
  expect(taken[3]).toBeGreaterThanOrEqual(15)
  expect((taken[2] as number) + (taken[3] as number)).toBe(400)
})

test('in hand, an urgent send overtakes what came with it, and what waited long enough is not overtaken', () => {
  const queue = createReadyQueue<{ priority: number; name: string }>()
  queue.add([{ priority: 3, name: 'offer' }], 0)
  queue.add([{ priority: 1, name: 'reply' }], 299)
  queue.add([{ priority: 1, name: 'later reply' }], 301)
  expect([queue.next()?.name, queue.next()?.name, queue.next()?.name, queue.next()]).toEqual([
    'reply',
    'offer',
    'later reply',
    undefined,
  ])
})
