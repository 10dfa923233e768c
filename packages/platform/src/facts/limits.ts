import { fact } from '../fact.ts'

const OLD = { to: '2025-10-06' }
const NOW = { from: '2025-10-07' }

/** Messaging limits: how many people a day may be written to outside their windows. */
export const limitFacts = [
  fact('reach.scope', 'What a messaging limit belongs to', 'number', 'object', 'M:upcoming-messaging-limits-changes', OLD),
  fact('reach.scope', 'What a messaging limit belongs to', 'portfolio', 'object', 'M:messaging-limits', {
    ...NOW,
    note: 'One source still ties it to the number.',
  }),
  fact(
    'reach.levels',
    'Unique users in a rolling 24 hours, by level; null is unlimited',
    [250, 1000, 10_000, 100_000, null],
    'users',
    'M:upcoming-messaging-limits-changes',
    OLD,
  ),
  fact(
    'reach.levels',
    'Unique users in a rolling 24 hours, by level; null is unlimited',
    [250, 2000, 10_000, 100_000, null],
    'users',
    'M:messaging-limits',
    {
      ...NOW,
      note: 'Users to whom something is delivered outside a window, not conversations.',
    },
  ),
  fact('reach.rolling-hours', 'Length of the moving window that is counted', 24, 'hours', 'M:messaging-limits'),
  fact('reach.counts-at', 'When a recipient is counted', 'accepted', 'status', 'rec', {
    uncertain: true,
    note: 'Meta counts deliveries. Reserving at acceptance and giving back on failure comes to the same and lets no burst slip through.',
  }),
  fact('reach.fep-counts', 'Whether a template in a free entry point with a closed window counts', true, 'yes or no', 'rec', {
    uncertain: true,
  }),
  fact('reach.upgrade-use', 'Share of the limit to be used before it rises', 0.5, 'share', 'M:messaging-limits', {
    note: 'Not defined further; taken as the highest rolling count of the period.',
  }),
  fact('reach.upgrade-days', 'Days in which that share must be reached', 7, 'days', 'M:messaging-limits'),
  fact('reach.upgrade-within-hours', 'Hours until it rises', 24, 'hours', 'M:upcoming-messaging-limits-changes', OLD),
  fact('reach.upgrade-within-hours', 'Hours until it rises', 6, 'hours', 'M:messaging-limits', NOW),
  fact(
    'reach.second-level-users',
    'Unique users delivered to in 30 days that lead to the second level',
    2000,
    'users',
    'M:messaging-limits',
    {
      note: 'Or business verification. Meta reviews the quality of the messages first.',
    },
  ),
  fact('reach.second-level-days', 'Days in which they are counted', 30, 'days', 'M:messaging-limits'),
  fact('reach.over-limit-code', 'Code of a send beyond the limit', 131048, 'error code', 'rec', {
    uncertain: true,
    note: 'Meta lists no code of its own. Taken as an accepted message that fails.',
  }),
  fact(
    'reach.quality-downgrade',
    'How low quality lowers the limit',
    'legacyFlagged7d',
    'mode',
    'M:upcoming-messaging-limits-changes',
    {
      ...OLD,
      note: 'A number flagged for 7 days fell one level.',
    },
  ),
  fact('reach.quality-downgrade', 'How low quality lowers the limit', 'off', 'mode', 'M:upcoming-messaging-limits-changes', {
    ...NOW,
    note: 'It only blocks upgrades. One source still lowers it.',
  }),
  fact(
    'portfolio.numbers',
    'Phone numbers of a portfolio at first, and after verification or the second level',
    [2, 20],
    'numbers',
    'M:business-phone-numbers/phone-numbers',
  ),
  fact('waba.numbers', 'Phone numbers of one WABA', 25, 'numbers', 'M:webhooks/reference/business_capability_update'),
  fact('calling.reach', 'Messaging limit that calling needs', 2000, 'users', 'M:calling/troubleshooting'),
] as const

/** Users a rolling 24 hours by Meta's names; `TIER_50`, `TIER_1K` and `TIER_NOT_SET` come from older fields. Null is unlimited. */
export const tierUsers: Readonly<Record<string, number | null>> = {
  TIER_NOT_SET: 250,
  TIER_50: 50,
  TIER_250: 250,
  TIER_1K: 1000,
  TIER_2K: 2000,
  TIER_10K: 10_000,
  TIER_100K: 100_000,
  TIER_UNLIMITED: null,
}
