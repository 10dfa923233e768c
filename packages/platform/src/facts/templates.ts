import { fact } from '../fact.ts'

/** How many templates, how often they are edited, how long they are paused and live. */
export const templateFacts = [
  fact('templates.max-unverified', 'Templates of a WABA', 250, 'templates', 'M:templates/overview'),
  fact(
    'templates.max-verified',
    'The same once the business is verified and a number has an approved name',
    6000,
    'templates',
    'M:templates/overview',
    {
      note: 'The error page still says 250 for all.',
    },
  ),
  fact('templates.create-per-hour', 'Templates created in an hour', 100, 'templates/h', 'M:templates/overview'),
  fact('templates.create-over-limit-code', 'Code beyond that', 80007, 'error code', 'rec', { uncertain: true }),
  fact(
    'templates.editable',
    'Statuses in which a template can be edited',
    ['APPROVED', 'REJECTED', 'PAUSED'],
    'statuses',
    'M:templates/template-management',
  ),
  fact('templates.edits-24h', 'Edits of an approved template in 24 hours', 1, 'edits', 'M:templates/template-management'),
  fact('templates.edits-30d', 'The same in 30 days', 10, 'edits', 'M:templates/template-management'),
  fact(
    'templates.pause-hours',
    'Hours of the first and second pause; after them the template is disabled',
    [3, 6],
    'hours',
    'M:templates/template-pausing',
    {
      note: 'Caused by the template’s own red rating. One source blames the number’s.',
    },
  ),
  fact(
    'templates.name-lock-days',
    'Days for which the name of a deleted approved template is locked',
    30,
    'days',
    'M:templates/template-management',
  ),
  fact('ttl.default-seconds', 'Longest delivery attempt for a message', 2_592_000, 'seconds', 'M:templates/time-to-live'),
  fact(
    'ttl.authentication',
    'Default, shortest and longest for authentication templates; -1 means 30 days',
    [600, 30, 900],
    'seconds',
    'M:templates/time-to-live',
    {
      from: '2024-10-23',
    },
  ),
  fact(
    'ttl.utility',
    'Default, shortest and longest for utility templates; -1 means 30 days',
    [2_592_000, 30, 43_200],
    'seconds',
    'M:templates/time-to-live',
  ),
  fact(
    'ttl.marketing',
    'Default, shortest and longest for marketing templates, Marketing Messages API only',
    [2_592_000, 43_200, 2_592_000],
    'seconds',
    'M:templates/time-to-live',
  ),
  fact(
    'ttl.authentication',
    'Default, shortest and longest for authentication templates; -1 means 30 days',
    [2_592_000, 30, 900],
    'seconds',
    'M:templates/time-to-live',
    {
      to: '2024-10-22',
      note: 'The default goes by the day on which the template was created.',
    },
  ),
  fact(
    'marketing-api.sync-minutes',
    'Minutes a new template may take to reach the Marketing Messages API',
    10,
    'minutes',
    'M:marketing-messages',
  ),
] as const
