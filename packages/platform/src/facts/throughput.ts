import { fact } from '../fact.ts'

/** How fast one may go. */
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
  fact('management.per-hour', 'Management calls of an app for a WABA', 200, 'calls/h', 'M:about-the-platform'),
  fact('management.active-per-hour', 'The same once the WABA has a registered number', 5000, 'calls/h', 'M:about-the-platform'),
  fact('credit-line.per-hour', 'Credit line calls of an app', 5000, 'calls/h', 'M:about-the-platform'),
  fact(
    'registration.tries',
    'Registrations and deregistrations of a number in the period below',
    10,
    'calls',
    'M:business-phone-numbers/registration',
  ),
  fact('registration.hours', 'Length of that moving period', 72, 'hours', 'M:business-phone-numbers/registration'),
  fact('block-list.users', 'Users on the block list of a number', 64_000, 'users', 'M:block-users'),
  fact('block-list.wrote-within-hours', 'Only users who wrote this recently can be blocked', 24, 'hours', 'M:block-users'),
  fact('flow.throttled-per-hour', 'Messages with a throttled flow', 10, 'messages/h', 'M:error-codes'),
  fact(
    'call.permission-requests',
    'Call permission requests to one user in 24 hours, in 7 days',
    [1, 2],
    'requests',
    'M:calling/user-call-permissions',
  ),
  fact(
    'call.connected-per-day',
    'Connected calls of the business to one user in 24 hours',
    5,
    'calls',
    'M:calling/troubleshooting',
    {
      uncertain: true,
      note: 'A later text says 10.',
    },
  ),
  fact('call.concurrent', 'Concurrent calls of one number', 1000, 'calls', 'M:calling/troubleshooting'),
  fact('group.participants', 'Participants of a group', 8, 'participants', 'M:groups'),
] as const
