import type { Message } from './messages.ts'

export type Tap = { readonly id: string; readonly title: string; readonly at: number; readonly times: number }

type Answer = { readonly id?: string; readonly title?: string }
type Inbound = {
  readonly context?: { readonly id?: string }
  readonly interactive?: { readonly button_reply?: Answer; readonly list_reply?: Answer }
  readonly button?: { readonly payload?: string; readonly text?: string }
}

/** Which buttons and rows were tapped, by the wamid of the message that offered them; oldest first, each with its first time. */
export function tapsOn(messages: readonly Message[]): ReadonlyMap<string, readonly Tap[]> {
  const taps = new Map<string, Tap[]>()
  for (const message of messages) {
    if (message.direction !== 'in') continue
    const { context, interactive, button } = message.message as Inbound
    const answer = interactive?.button_reply ?? interactive?.list_reply ?? (button && { id: button.payload, title: button.text })
    if (!context?.id || !answer) continue
    const on = taps.get(context.id) ?? []
    taps.set(context.id, on)
    const known = on.findIndex(({ id, title }) => id === (answer.id ?? '') && title === (answer.title ?? ''))
    const before = on[known]
    if (before) on[known] = { ...before, times: before.times + 1 }
    else on.push({ id: answer.id ?? '', title: answer.title ?? '', at: Date.parse(message.at), times: 1 })
  }
  return taps
}

/** That of a button or a row: by its id, and by its words where it has none. */
export const tapOf = (taps: readonly Tap[], { id, title }: { id?: string | undefined; title: string }): Tap | undefined =>
  taps.find((tap) => (id ? tap.id === id : tap.title === title))
