import { fact } from '../fact.ts'

const CBP = { to: '2025-06-30' }
const PMP_V1 = { from: '2025-07-01', to: '2026-09-30' }
const PMP_V2 = { from: '2026-10-01' }

/** What is charged, what is free, and how it is counted. */
export const pricingFacts = [
  fact('pricing.model', 'What is billed', 'CBP', 'model', 'M:pricing/conversation-based-pricing', {
    ...CBP,
    note: 'Conversations of 24 hours in one category, opened by delivery. One source speaks of them after that day too.',
  }),
  fact('pricing.model', 'What is billed', 'PMP', 'model', 'M:pricing', {
    from: '2025-07-01',
    note: 'Each delivered message, once.',
  }),
  fact(
    'free.service-in-csw',
    'Free-form messages a number may send free in a month; null is unlimited',
    null,
    'messages',
    'M:pricing',
    {
      to: '2026-09-30',
      note: 'Before November 2024: 1,000 free service conversations a month for each WABA.',
    },
  ),
  fact(
    'free.service-in-csw',
    'Free-form messages a number may send free in a month; null is unlimited',
    1000,
    'messages',
    'M26:status',
    {
      ...PMP_V2,
      note: 'Delivered messages of one phone number in its calendar month, no roll-over. One provider counts them for the WABA.',
    },
  ),
  fact(
    'free.utility-in-csw',
    'Utility templates inside the window are free',
    false,
    'yes or no',
    'M:pricing/conversation-based-pricing',
    CBP,
  ),
  fact('free.utility-in-csw', 'Utility templates inside the window are free', true, 'yes or no', 'M:pricing', PMP_V1),
  fact('free.utility-in-csw', 'Utility templates inside the window are free', false, 'yes or no', 'M26:status', {
    ...PMP_V2,
    note: 'Charged at the utility rate, outside the 1,000.',
  }),
  fact('free.all-in-fep', 'Everything inside the free entry point is free', true, 'yes or no', 'M:pricing'),
  fact('free.fep-uses-allowance', 'Whether messages inside it use the monthly 1,000', false, 'yes or no', '3P', {
    ...PMP_V2,
    uncertain: true,
  }),
  fact('free.reaction', 'Whether a reaction we send is free', true, 'yes or no', 'BSP:Kapso', { ...PMP_V2, uncertain: true }),
  fact('free.exempt', 'Governments and non-profits said to be exempt from service prices until', '2027-12-31', 'day', '3P', {
    ...PMP_V2,
    uncertain: true,
  }),
  fact('free.warn-at', 'Share of the allowance at which to warn', [0.8, 1], 'share', 'rec', PMP_V2),
  fact('charge.event', 'The event that is charged', 'delivered', 'status', 'M:pricing', {
    note: 'A read without a delivered counts as one.',
  }),
  fact(
    'charge.group',
    'A group message is charged for each recipient it is delivered to',
    true,
    'yes or no',
    'M:groups/pricing',
    {
      note: 'Whether a marketing template in an open group window is free is told both ways; it is taken as charged.',
    },
  ),
  fact(
    'free.coexistence',
    'Messages sent from the Business app are free',
    true,
    'yes or no',
    'M:embedded-signup/onboarding-business-app-users',
  ),
  fact(
    'free.ai-tokens-in-fep',
    'Tokens of Meta’s own assistant are free inside a free entry point',
    false,
    'yes or no',
    'M26:pricing',
    { from: '2026-09-01' },
  ),
  fact(
    'free.no-payment-code',
    'Code of free-form sends past the allowance when there is no payment method',
    131042,
    'error code',
    '3P',
    {
      ...PMP_V2,
      uncertain: true,
    },
  ),
] as const
