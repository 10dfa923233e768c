import { fact } from '../fact.ts'

/** What webhooks carry, and the Graph API around them. */
export const graphFacts = [
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
  fact('text.unit', 'What a character is when length is limited', 'code-point', 'unit', 'rec', {
    uncertain: true,
    note: 'Undocumented. Refuse by the larger of code points and UTF-16 units where being wrong costs.',
  }),
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
