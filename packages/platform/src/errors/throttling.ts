import type { ErrorEntry } from './entry.ts'

/** Too much, too fast. */
export const throttlingErrors: readonly ErrorEntry[] = [
  {
    code: 130429,
    title: 'Rate limit hit',
    http: 400,
    mode: 'both',
    class: 'wait',
    scope: 'number',
    happened: 'This phone number sent or received more messages a second than its throughput allows.',
    whoFixes: 'us',
    remedy: 'Send more slowly from this number; the message can go again after a moment.',
    source: 'M:error-codes',
  },
]
