export type StoryMessage = {
  readonly id: string
  readonly threadId: string
  readonly direction: 'in' | 'out'
  readonly type: string
  readonly text: string
  readonly at: string
  readonly status: string
  readonly price?: { readonly amount: string; readonly currency: string; readonly category: string }
}
export type Receipt = {
  readonly id: string
  readonly purpose: string
  readonly choice: 'in' | 'out' | 'resume'
  readonly at: string
  readonly evidence: {
    readonly how: string
    readonly wording?: string
    readonly reference?: string
    readonly source?: string
    readonly by?: string
  }
  readonly message?: { readonly id: string; readonly threadId: string | null }
  readonly contact?: { readonly id: string; readonly name: string; readonly phone: string | null }
}
export type Story = {
  readonly threads: readonly import('../threads/threads.ts').Thread[]
  readonly windows: readonly { readonly threadId: string; readonly from: string; readonly until: string }[]
  readonly messages: readonly StoryMessage[]
  readonly calls: readonly {
    readonly id: string
    readonly threadId: string
    readonly direction: 'in' | 'out'
    readonly at: string
  }[]
  readonly statements: readonly Receipt[]
  readonly spent: readonly { readonly currency: string; readonly amount: string; readonly messages: number }[]
  readonly whole: boolean
}

const DAY = 86_400_000

/** From the first thing that happened to a little after the last, and never less than a day: what one line has to show. */
export function spanOf(story: Story, now: number): { from: number; until: number } | null {
  const times = [
    ...story.messages.map(({ at }) => Date.parse(at)),
    ...story.calls.map(({ at }) => Date.parse(at)),
    ...story.statements.map(({ at }) => Date.parse(at)),
  ]
  if (times.length === 0) return null
  const from = Math.min(...times)
  const until = Math.max(now, ...times, ...story.windows.map((window) => Date.parse(window.until)))
  const room = Math.max((until - from) * 0.02, DAY * 0.05)
  return { from: from - room, until: Math.max(until, from + DAY) + room }
}

/** Where an instant stands on the line, in shares of one. */
export const shareOf = (at: number, { from, until }: { from: number; until: number }): number =>
  Math.min(1, Math.max(0, (at - from) / (until - from)))

/** Days, weeks or months between marks, so that some six of them fit. */
export function marksOf({ from, until }: { from: number; until: number }): number[] {
  const steps = [DAY / 4, DAY / 2, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY]
  const step = steps.find((one) => (until - from) / one <= 6) ?? 365 * DAY
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.floor((until - first) / step) + 1 }, (_, index) => first + index * step)
}
