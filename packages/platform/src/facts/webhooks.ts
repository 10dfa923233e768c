import { fact } from '../fact.ts'

/** Webhooks and the Graph API around them. */
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
    'webhooks.conversation',
    'Status webhooks carry `conversation` outside free entry points too',
    true,
    'yes or no',
    'M:webhooks/reference/messages/status',
    {
      to: '2025-10-07',
    },
  ),
  fact(
    'webhooks.conversation',
    'Status webhooks carry `conversation` outside free entry points too',
    false,
    'yes or no',
    'M:webhooks/reference/messages/status',
    {
      from: '2025-10-08',
      note: 'From Graph v24.0; apps on older versions still get it.',
    },
  ),
  fact(
    'webhooks.limit-fields',
    '`phone_number_quality_update` carries `current_limit` and `old_limit`',
    true,
    'yes or no',
    'M:webhooks/reference/phone_number_quality_update',
    {
      to: '2026-01-31',
      note: 'One source spells it currentLimit; both are read.',
    },
  ),
  fact(
    'webhooks.limit-fields',
    '`phone_number_quality_update` carries `current_limit` and `old_limit`',
    false,
    'yes or no',
    'M:webhooks/reference/phone_number_quality_update',
    {
      from: '2026-02-01',
      note: 'One source still shows it, spelt currentLimit; both spellings are read.',
    },
  ),
  fact('webhooks.bsuid', 'Webhooks carry the business-scoped user id', true, 'yes or no', 'M:business-scoped-user-ids', {
    from: '2026-04-01',
    note: 'The roll-out had no single day.',
  }),
  fact('window-closed.mode', 'How a free-form send after the window fails', 'async', 'mode', 'mem', {
    uncertain: true,
    note: 'Accepted, then a failed status with 131047. The error page also lists it as an answer.',
  }),
  fact('template-missing.http', 'HTTP status of 132001', 404, 'HTTP status', 'M:error-codes', {
    uncertain: true,
    note: 'Clients also report 400.',
  }),
  fact('graph.page-size', 'Items of a page unless `limit` says otherwise', 25, 'items', 'VCR'),
  fact('status.opaque-length', 'Length of `biz_opaque_callback_data`', 512, 'characters', 'OA'),
  fact('read.within-days', 'Age up to which a message can be marked as read', 30, 'days', 'M:messages/mark-message-as-read'),
  fact('typing.seconds', 'Seconds a typing indicator shows unless we answer', 25, 'seconds', 'M:typing-indicators'),
  fact('reaction.within-days', 'Age up to which a message can be reacted to', 30, 'days', 'M:messages/reaction-messages'),
  fact(
    'webhooks.capacity',
    'Webhooks to expect for each message sent, and for each received',
    [3, 1],
    'webhooks',
    'M:throughput',
  ),
] as const

/** Graph versions: first day, and last day once one is announced. */
export const graphVersions: readonly { readonly version: string; readonly from: string; readonly expires: string | null }[] = [
  { version: 'v19.0', from: '2024-01-01', expires: '2026-05-21' },
  { version: 'v20.0', from: '2024-05-01', expires: '2026-09-24' },
  { version: 'v21.0', from: '2024-10-02', expires: '2027-01-21' },
  { version: 'v22.0', from: '2025-01-21', expires: '2027-05-20' },
  { version: 'v23.0', from: '2025-05-29', expires: '2027-10-08' },
  { version: 'v24.0', from: '2025-10-08', expires: '2028-02-18' },
  { version: 'v25.0', from: '2026-02-18', expires: '2028-07-29' },
  { version: 'v26.0', from: '2026-07-29', expires: null },
]
