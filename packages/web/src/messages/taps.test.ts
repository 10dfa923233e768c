import { expect, test } from 'vitest'
import type { Message } from './messages.ts'
import { tapOf, tapsOn } from './taps.ts'

const inbound = (content: object, at = '2026-11-20T10:00:00.000Z', direction: 'in' | 'out' = 'in') =>
  ({ direction, at, message: { type: 'interactive', ...content } }) as unknown as Message
const context = { id: 'wamid.offer' }
const button = (id: string, title: string) => ({ context, interactive: { button_reply: { id, title } } })

test.each([
  ['a button', button('yes', 'Yes'), { id: 'yes', title: 'Yes' }],
  ['a row of a list', { context, interactive: { list_reply: { id: 'tue', title: 'Tuesday' } } }, { id: 'tue', title: 'Tuesday' }],
  ['a quick reply of a template', { context, button: { payload: 'Stop', text: 'Stop' } }, { title: 'Stop' }],
])('%s that was tapped is found on the message that offered it', (_, content, wanted) => {
  const taps = tapsOn([inbound(content)]).get('wamid.offer') ?? []
  expect(tapOf(taps, wanted)).toMatchObject({ times: 1, at: Date.parse('2026-11-20T10:00:00.000Z') })
})

test('tapped twice it is one, with the time of the first; what was not tapped has none', () => {
  const taps = tapsOn([inbound(button('yes', 'Yes')), inbound(button('yes', 'Yes'), '2026-11-20T11:00:00.000Z')])
  expect(taps.get('wamid.offer')).toEqual([{ id: 'yes', title: 'Yes', at: Date.parse('2026-11-20T10:00:00.000Z'), times: 2 }])
  expect(tapOf(taps.get('wamid.offer') ?? [], { id: 'no', title: 'No' })).toBeUndefined()
})

test.each([
  ['words that quote it', { context, text: { body: 'Yes' } }, 'in' as const],
  ['an answer that names no message', { interactive: { button_reply: { id: 'yes', title: 'Yes' } } }, 'in' as const],
  ['what we said ourselves', button('yes', 'Yes'), 'out' as const],
])('%s is no tap', (_, content, direction) => {
  expect(tapsOn([inbound(content, undefined, direction)]).size).toBe(0)
})
