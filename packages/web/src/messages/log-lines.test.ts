import { describe, expect, it } from 'vitest'
import { isDrawn, logLines, reactionsIn } from './log-lines.ts'
import type { Message } from './messages.ts'
import type { Note } from './notes.ts'
import type { TimelineItem } from './timeline.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString()
const message = (id: string, minute: number, more: Partial<Message> = {}): Message => ({
  id,
  threadId: 't',
  direction: 'in',
  type: 'text',
  message: { type: 'text', text: { body: id } },
  text: id,
  at: at(minute),
  status: 'received',
  timeline: [],
  wamid: `wamid.${id}`,
  ...more,
})
const line = (id: string, minute: number): TimelineItem => ({
  kind: 'message',
  message: message(id, minute),
  rail: { open: true, entry: false },
})
const note = (id: string, minute: number): Note => ({ id, threadId: 't', kind: 'note', at: at(minute), by: null, text: id })
const told = (lines: ReturnType<typeof logLines>) =>
  lines.map((each) => (each.kind === 'note' ? each.note.id : each.kind === 'message' ? each.message.id : each.kind))

describe('the lines of a log', () => {
  const items = [line('a', 10), line('b', 20)]
  it('stand notes at their time, after a message of the same moment', () =>
    expect(told(logLines(items, [note('late', 30), note('same', 10), note('between', 15)], [], true))).toEqual([
      'a',
      'same',
      'between',
      'b',
      'late',
    ]))
  it('keep back notes older than the first loaded message until that part is loaded', () => {
    expect(told(logLines(items, [note('old', 5)], [], false))).toEqual(['a', 'b'])
    expect(told(logLines(items, [note('old', 5)], [], true))).toEqual(['old', 'a', 'b'])
  })
})

describe('reactions', () => {
  const react = (id: string, to: string, emoji: string, direction: 'in' | 'out' = 'in') =>
    message(id, 40, {
      type: 'reaction',
      direction,
      message: { type: 'reaction', reaction: { message_id: `wamid.${to}`, emoji } },
    })
  it('sit on their message, the last word of each side', () => {
    const { on, drawn } = reactionsIn([
      message('a', 1),
      react('r1', 'a', '👍'),
      react('r2', 'a', '❤️'),
      react('r3', 'a', '🎉', 'out'),
    ])
    expect(on.get('wamid.a')).toEqual([
      { emoji: '❤️', from: 'in' },
      { emoji: '🎉', from: 'out' },
    ])
    expect([...drawn]).toEqual(['r1', 'r2', 'r3'])
  })
  it('vanish when they are taken back', () =>
    expect(reactionsIn([message('a', 1), react('r1', 'a', '👍'), react('r2', 'a', '')]).on.size).toBe(0))
  it('to a message that is not here stand for themselves', () =>
    expect(reactionsIn([react('r1', 'gone', '👍')]).drawn.size).toBe(0))
})

it.each([
  ['what was received', {}, true],
  ['what was withdrawn before it left', { direction: 'out', status: 'cancelled' }, false],
  ['what waits for its time', { direction: 'out', status: 'queued', scheduled: true }, false],
  ['what was scheduled and has left', { direction: 'out', status: 'sent', scheduled: true }, true],
  ['what waits for pace', { direction: 'out', status: 'queued' }, true],
] as const)('%s is drawn: %s', (_story, more, drawn) => expect(isDrawn(message('a', 1, more))).toBe(drawn))
