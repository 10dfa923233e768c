/** One change of the platform that our data models. */
export type Change = { readonly from: string; readonly what: string; readonly source: string }

/** What changed when, oldest first. `YYYY-MM-DD`; where only a month is known, its first day. */
export const timeline: readonly Change[] = [
  {
    from: '2024-11-01',
    what: 'Service conversations become free without limit; before, 1,000 a month for each WABA.',
    source: 'M:pricing',
  },
  {
    from: '2025-04-01',
    what: 'No marketing templates to United States numbers.',
    source: 'M:templates/marketing-templates/per-user-limits',
  },
  {
    from: '2025-04-09',
    what: 'A utility submission that reads like marketing is approved as marketing.',
    source: 'M:templates/template-categorization',
  },
  {
    from: '2025-07-01',
    what: 'Each delivered message is charged instead of conversations; utility inside the window is free; volume tiers begin.',
    source: 'M:pricing',
  },
  { from: '2025-10-01', what: 'New rates; Zimbabwe joins Rest of Africa.', source: 'M:pricing' },
  {
    from: '2025-10-07',
    what: 'Messaging limits move from the number to the portfolio; low quality no longer lowers them.',
    source: 'M:messaging-limits',
  },
  {
    from: '2025-10-08',
    what: 'Graph v24.0: status webhooks carry `conversation` only in free entry points.',
    source: 'M:webhooks/reference/messages/status',
  },
  { from: '2025-12-01', what: 'Coupon codes may have 20 characters.', source: 'M:templates/components' },
  { from: '2026-01-01', what: 'New rates; MXN rate cards.', source: 'M:pricing' },
  { from: '2026-02-01', what: 'The old limit fields leave the webhooks.', source: 'M:messaging-limits' },
  { from: '2026-03-26', what: 'The `request_welcome` webhook is gone.', source: 'M26:changelog' },
  {
    from: '2026-04-01',
    what: 'Webhooks carry the business-scoped user id; the phone number may be absent. Eight more currencies.',
    source: 'M:business-scoped-user-ids',
  },
  { from: '2026-07-01', what: 'New rates, Mexico, Pakistan and Peru among them.', source: '3P' },
  { from: '2026-07-29', what: 'Graph v26.0.', source: '3P' },
  {
    from: '2026-09-01',
    what: 'The WABA is split: one account holds the number, the other templates, billing and webhooks.',
    source: 'M26:pricing',
  },
  {
    from: '2026-10-01',
    what: 'Free-form messages are charged after 1,000 a month for each number; utility inside the window is charged; nine more markets.',
    source: 'M26:pricing',
  },
]
