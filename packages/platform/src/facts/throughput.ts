import { fact } from '../fact.ts'

/** How fast messages may go. */
export const throughputFacts = [
  fact('throughput.default', 'Messages a second of one number, both directions together', 80, 'messages/s', 'M:throughput', {
    note: 'There is no queue and no rule of 10 requests a second, as one source has it.',
  }),
  fact('throughput.high', 'The same for an upgraded number', 1000, 'messages/s', 'M:throughput'),
  fact('throughput.coexistence', 'The same for a number that is also on the Business app', 20, 'messages/s', 'M:throughput', {
    note: 'An older text says 5.',
  }),
  fact('throughput.over-limit-code', 'Code beyond it', 130429, 'error code', 'M:throughput'),
  fact('throughput.http-status', 'HTTP status of throttling errors', 400, 'HTTP status', 'M:error-codes', {
    uncertain: true,
    note: 'Older pages and several providers give 429. Decide by the code.',
  }),
  fact(
    'throughput.upgrade-users',
    'Unique users a number must message outside windows in 24 hours to be upgraded',
    100_000,
    'users',
    'M:throughput',
    {
      note: 'With an unlimited portfolio and a quality of yellow or better.',
    },
  ),
  fact('throughput.upgrade-seconds', 'Longest outage of a number while it is upgraded', 60, 'seconds', 'M:throughput'),
  fact('pair.every-seconds', 'Seconds for each message from one number to one user', 6, 'seconds', 'M:about-the-platform'),
  fact('pair.burst', 'Messages that may be borrowed from the future', 45, 'messages', 'M:about-the-platform'),
  fact('pair.burst-seconds', 'Seconds within which a burst must fit', 6, 'seconds', 'M:about-the-platform'),
  fact(
    'pair.backoff-base',
    'After a refusal wait this to the power of the attempt, in seconds',
    4,
    'seconds',
    'M:about-the-platform',
  ),
  fact('pair.over-limit-code', 'Code beyond it', 131056, 'error code', 'M:about-the-platform'),
] as const
