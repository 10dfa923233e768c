import { describe, expect, it } from 'vitest'
import type { Message } from './messages.ts'
import { type TimelineItem, timeline } from './timeline.ts'

const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).toISOString()
const ms = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()

const base = { threadId: 't', type: 'text', text: '', timeline: [] } as const
const writes = (id: string, when: string, more: Partial<Message> = {}): Message => ({
  ...base,
  id,
  direction: 'in',
  message: { type: 'text', text: { body: id } },
  at: when,
  status: 'received',
  ...more,
})
const answers = (id: string, when: string, delivered: string): Message => ({
  ...base,
  id,
  direction: 'out',
  message: { type: 'text', text: { body: id } },
  at: when,
  status: 'delivered',
  timeline: [
    { status: 'accepted', at: when },
    { status: 'delivered', at: delivered },
  ],
})
const fromAd = { message: { type: 'text', text: { body: 'ad' }, referral: { source_type: 'ad' } } }

const free: NonNullable<Message['price']> = {
  amount: '0',
  currency: 'USD',
  category: 'service',
  market: 'United Kingdom',
  billable: false,
  because: 'Free: the free entry point is open.',
  policy: 'PMP_V2',
  card: '2026-10-01',
  estimate: false,
  charged: { amount: '0', currency: 'USD', type: 'free_entry_point', category: 'service' },
}

const told = (items: readonly TimelineItem[]): string[] =>
  items.map((item) => {
    const rail = `${item.rail.open ? 'open' : 'shut'}${item.rail.entry ? '+entry' : ''}`
    return `${item.kind === 'message' ? item.message.id : item.kind} ${rail}`
  })

describe('a thread as it is read', () => {
  it('marks the opening, and the closing at its true end', () => {
    const thread = [writes('asks', at(17, 19)), answers('replies', at(17, 20), at(17, 20))]
    expect(told(timeline(thread, ms(18, 18), true))).toEqual(['day shut', 'opened open', 'asks open', 'replies open'])
    const closed = timeline(thread, ms(18, 19), true)
    expect(told(closed)).toEqual(['day shut', 'opened open', 'asks open', 'replies open', 'closed shut'])
    expect(closed.at(-1)).toMatchObject({ kind: 'closed', at: ms(18, 19) })
  })

  it('does not mark what only refreshes the window', () => {
    const thread = [writes('first', at(17, 19)), writes('second', at(18, 10))]
    expect(told(timeline(thread, ms(18, 20), true))).toEqual(['day shut', 'opened open', 'first open', 'day open', 'second open'])
  })

  it('marks each time it closed and opened again', () => {
    const thread = [writes('first', at(10, 9)), writes('second', at(12, 9))]
    expect(told(timeline(thread, ms(12, 10), true))).toEqual([
      'day shut',
      'opened open',
      'first open',
      'closed shut',
      'day shut',
      'opened open',
      'second open',
    ])
  })

  it('opens the free entry point at the delivery of a reply to an ad, and it outlives the service window', () => {
    const thread = [writes('clicks', at(17, 10), fromAd), answers('replies', at(17, 11), at(17, 12))]
    const items = timeline(thread, ms(19, 10), true)
    expect(told(items)).toEqual([
      'day shut',
      'opened open',
      'clicks open',
      'replies open',
      'entry open+entry',
      'closed shut+entry',
    ])
    expect(items[1]).toMatchObject({ kind: 'opened', fromAd: true })
    expect(items[4]).toMatchObject({ kind: 'entry', until: ms(20, 12), confirmed: false })
    expect(told(timeline(thread, ms(20, 12), true)).at(-1)).toBe('entry-ended shut')
  })

  it('says that Meta confirmed the entry point once a price did', () => {
    const priced = { ...answers('replies', at(17, 11), at(17, 12)), price: free }
    const items = timeline([writes('clicks', at(17, 10), fromAd), priced], ms(18, 9), true)
    expect(items.find((item) => item.kind === 'entry')).toMatchObject({ confirmed: true })
  })

  it('claims no opening above the first loaded message when that one only refreshed', () => {
    const page = [writes('in the middle', at(17, 19), { window: { event: 'refreshed' } })]
    expect(told(timeline(page, ms(17, 20), false))).toEqual(['day shut', 'in the middle open'])
    expect(told(timeline(page, ms(17, 20), true))).toContain('opened open')
  })

  it('takes a call for what opened the window', () => {
    const call = writes('call', at(17, 10), { type: 'call', message: { type: 'call', call: { id: 'wacid' } } })
    expect(told(timeline([call], ms(17, 11), true))).toEqual(['day shut', 'opened open', 'call open'])
  })

  it('says nothing about nothing', () => expect(timeline([], ms(17, 20), true)).toEqual([]))
})
