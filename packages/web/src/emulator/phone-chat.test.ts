import { expect, it } from 'vitest'
import type { Message } from '../messages/messages.ts'
import { onThePhone, unreadOnPhone } from './phone-chat.ts'

const at = (minute: number) => `2026-11-20T14:${String(minute).padStart(2, '0')}:00Z`
const message = (
  id: string,
  direction: 'in' | 'out',
  status: Message['status'],
  minute: number,
  delivered?: number,
): Message => ({
  id,
  threadId: 't',
  direction,
  type: 'text',
  message: { type: 'text', text: { body: id } },
  text: id,
  at: at(minute),
  status,
  timeline: delivered === undefined ? [] : [{ status: 'delivered', at: at(delivered) }],
  wamid: `wamid.${id}`,
})

it('shows what was delivered, in the order it reached the phone', () => {
  const chat = [
    message('late', 'out', 'delivered', 1, 9),
    message('asked', 'in', 'received', 2),
    message('on its way', 'out', 'sent', 3),
    message('lost', 'out', 'failed', 4),
    message('seen', 'out', 'read', 5, 6),
  ]
  expect(onThePhone(chat).map((each) => each.id)).toEqual(['asked', 'seen', 'late'])
  expect(unreadOnPhone(chat)?.id).toBe('late')
  expect(unreadOnPhone(chat.filter((each) => each.id !== 'late'))).toBeUndefined()
})
