import { fact } from '../fact.ts'

/** Quality ratings and marketing caps. */
export const qualityFacts = [
  fact(
    'quality.days',
    'Days of feedback behind a number’s rating, the newest weighing most',
    7,
    'days',
    'M:messages/send-messages',
    {
      note: 'One source says 24 hours.',
    },
  ),
  fact('quality.ratings', 'Ratings: high, medium, low, none yet', ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'], 'ratings', 'OA', {
    note: 'NA also means none yet.',
  }),
  fact('quality.half-life-days', 'Half-life of the weight of feedback', 2, 'days', 'rec', {
    uncertain: true,
    note: 'Meta publishes no formula.',
  }),
  fact(
    'quality.yellow-from',
    'Negative events for each delivered business-initiated message from which a number turns yellow',
    0.01,
    'share',
    'rec',
    {
      uncertain: true,
    },
  ),
  fact('quality.red-from', 'The same for red', 0.03, 'share', 'rec', { uncertain: true }),
  fact('quality.min-deliveries', 'Deliveries below which there is no rating', 100, 'messages', 'rec', { uncertain: true }),
  fact('quality.advised-share', 'Share of people who block or opt out below which a rating stays high', 0.001, 'share', 'seedB', {
    uncertain: true,
    note: 'Advice of a provider. Meta reports no rate of blocks, and no threshold.',
  }),
  fact('marketing.cap', 'Marketing templates one user gets in 24 hours from all businesses', 2, 'messages', 'rec', {
    uncertain: true,
    note: 'Adaptive and unpublished. Those sent inside an open window do not count.',
  }),
  fact('marketing.cap-code', 'Code of a send beyond it', 131049, 'error code', 'M:templates/marketing-templates/per-user-limits'),
  fact('marketing.retry-after-hours', 'Hours to wait after it', 24, 'hours', 'M:templates/marketing-templates/per-user-limits'),
  fact(
    'marketing.us-blocked',
    'Marketing templates to United States numbers are not delivered',
    true,
    'yes or no',
    'M:templates/marketing-templates/per-user-limits',
    {
      from: '2025-04-01',
      note: 'Canada, which shares +1, is not affected.',
    },
  ),
  fact('marketing.us-code', 'Code of such a send', 131049, 'error code', 'rec', { from: '2025-04-01', uncertain: true }),
  fact(
    'marketing.retry-block-hours',
    'Hours for which too many tries can block marketing to a user',
    24,
    'hours',
    'M26:per-user-limits',
  ),
  fact(
    'opt-out.code',
    'Code of marketing to a user who stopped it in WhatsApp',
    131050,
    'error code',
    'M:webhooks/reference/user_preferences',
  ),
] as const
