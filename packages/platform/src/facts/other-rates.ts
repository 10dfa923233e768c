import { fact } from '../fact.ts'

/** How often other things may be done: management calls, registrations, blocks, calls. */
export const otherRateFacts = [
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
  fact('group.reach', 'Messaging limit that groups need', 100_000, 'users', 'M:groups/get-started', {
    note: 'And an official business account.',
  }),
  fact('group.pinned', 'Messages pinned in a group at once', 3, 'messages', 'M:groups/groups-messaging'),
  fact('group.pin-days', 'Fewest and most days for which a message is pinned', [1, 30], 'days', 'M:groups/groups-messaging'),
  fact('group.picture-pixels', 'Least width and height of a group’s picture', 192, 'pixels', 'M:groups/reference'),
  fact('group.picture-bytes', 'Size of a group’s picture at most', 5_242_880, 'bytes', 'M:groups/reference'),
  fact('group.participants', 'Participants of a group', 8, 'participants', 'M:groups'),
] as const
