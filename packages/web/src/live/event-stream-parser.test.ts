import { describe, expect, it } from 'vitest'
import { eventStreamParser, type StreamEvent } from './event-stream-parser.ts'

const read = (...chunks: string[]): StreamEvent[] => {
  const events: StreamEvent[] = []
  const push = eventStreamParser((event) => events.push(event))
  for (const chunk of chunks) push(chunk)
  return events
}

describe('the event stream', () => {
  it('gives one event for each empty line', () => {
    expect(read('id: 7\nevent: thread.changed\ndata: {"a":1}\n\nid: 8\nevent: message.status\ndata: {}\n\n')).toEqual([
      { id: '7', type: 'thread.changed', data: '{"a":1}' },
      { id: '8', type: 'message.status', data: '{}' },
    ])
  })
  it('does not care where the network cuts', () => {
    expect(read('id: 1', '2\neve', 'nt: x\nda', 'ta: y\n', '\n')).toEqual([{ id: '12', type: 'x', data: 'y' }])
  })
  it('joins several data lines and knows carriage returns', () => {
    expect(read('data: a\r\ndata: b\r\n\r\n')).toEqual([{ id: null, type: 'message', data: 'a\nb' }])
  })
  it('passes over heartbeats and half an event', () => {
    expect(read(': still here\n\n', 'event: x\ndata: cut off\n')).toEqual([])
  })
  it('gives an event the id that it names, and no other', () => {
    expect(read('id: 3\ndata: a\n\ndata: b\n\n').map((event) => event.id)).toEqual(['3', null])
  })
})
