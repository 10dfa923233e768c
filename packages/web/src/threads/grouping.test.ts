import { expect, it } from 'vitest'
import { grouped } from './grouping.ts'
import type { Thread } from './threads.ts'

const now = Date.parse('2026-11-20T14:00:00Z')
const h = 3_600_000
const thread = (id: string, leftMs: number | null): Thread => ({
  id,
  contact: { id, name: id, phone: null },
  number: { id: 'n', displayPhoneNumber: '+44 7700 900100', name: 'UK' },
  window: {
    csw: { open: leftMs !== null, until: leftMs === null ? null : new Date(now + leftMs).toISOString(), safeUntil: null },
    fep: { state: 'none', until: null },
  },
  lastMessage: null,
  unread: 0,
  state: 'open',
  tags: [],
  owner: null,
  fromAd: false,
})

it('stands threads under their time left, in the order they came, with counts and without empty headings', () => {
  const items = grouped(
    [
      thread('soon', h / 2),
      thread('edge', h),
      thread('later', 4 * h),
      thread('sooner', h - 1),
      thread('never', null),
      thread('over', -1),
    ],
    now,
  )
  expect(items.map((item) => (item.kind === 'group' ? `${item.group} ${item.count}` : item.thread.id))).toEqual([
    'hour 2',
    'soon',
    'sooner',
    'four-hours 1',
    'edge',
    'later 1',
    'later',
    'closed 2',
    'never',
    'over',
  ])
  expect(grouped([thread('never', null)], now)[0]).toEqual({ kind: 'group', group: 'closed', count: 1 })
})
