import { fact } from '../fact.ts'

/** How webhooks are sent, and sent again. */
export const webhookFacts = [
  fact('webhooks.retry-days', 'Days for which an unanswered webhook is repeated', 7, 'days', 'M:webhooks/overview', {
    note: 'The endpoint page still says 36 hours; be safe after those too.',
  }),
  fact('webhooks.max-batch', 'Updates in one POST at most', 1000, 'updates', 'M:webhooks/create-webhook-endpoint', {
    note: 'Not guaranteed.',
  }),
  fact('webhooks.max-bytes', 'Size of one POST at most', 3_145_728, 'bytes', 'M:webhooks/overview'),
  fact('webhooks.median-ms', 'Median answer time Meta asks for', 250, 'ms', 'M:throughput'),
  fact('webhooks.slow-ms', 'Answer time that fewer than 1 in 100 may exceed', 1000, 'ms', 'M:throughput'),
  fact(
    'webhooks.first-retries-seconds',
    'First repeats of an unanswered webhook; hourly after them',
    [0, 10, 60, 300, 1800, 3600],
    'seconds',
    'rec',
    {
      uncertain: true,
      note: 'Meta only says that the frequency falls.',
    },
  ),
  fact(
    'webhooks.capacity',
    'Webhooks to expect for each message sent, and for each received',
    [3, 1],
    'webhooks',
    'M:throughput',
  ),
] as const
