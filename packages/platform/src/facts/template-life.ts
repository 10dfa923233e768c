import { fact } from '../fact.ts'

/** Life of a template beside that: review, category, pacing, archiving, deletion. */
export const templateLifeFacts = [
  fact(
    'templates.unpause-after-minutes',
    'Minutes until a pause caused by pacing can be lifted by hand',
    5,
    'minutes',
    'M:templates/template-pausing',
  ),
  fact('templates.delete-ids', 'Templates deleted in one call', 100, 'templates', 'M26:template-management'),
  fact('templates.review-hours', 'Longest usual review', 24, 'hours', 'M:templates/template-review'),
  fact('templates.appeal-hours', 'Hours an appeal takes', 24, 'hours', 'M:templates/template-review'),
  fact(
    'templates.category-review-days',
    'Days in which a review of the assigned category may be asked for',
    60,
    'days',
    'M:templates/template-categorization',
  ),
  fact(
    'templates.category-notice-hours',
    'Notice before utility becomes marketing',
    24,
    'hours',
    'M:templates/template-categorization',
  ),
  fact(
    'templates.submission-category',
    'A utility submission that reads like marketing is approved as marketing',
    true,
    'yes or no',
    'M:templates/template-categorization',
    {
      from: '2025-04-09',
    },
  ),
  fact('templates.archive-months', 'Months without use after which a template is archived', 12, 'months', 'M26:archival'),
  fact('templates.archive-delete-days', 'Days from there to deletion', 28, 'days', 'M26:archival'),
  fact('templates.pacing-threshold', 'Sends of a new template before pacing holds the next', 1000, 'messages', 'rec', {
    uncertain: true,
    note: 'Unpublished.',
  }),
  fact('templates.pacing-hold-minutes', 'Longest hold by pacing', 60, 'minutes', 'M:templates/template-pacing', {
    note: 'Meta aims at delivery within an hour for 99 in 100.',
  }),
  fact(
    'templates.pacing-utility-days',
    'Days after a pause in which utility templates are paced',
    7,
    'days',
    'M:templates/template-pacing',
  ),
  fact(
    'portfolio.pacing-below',
    'Template messages in a year below which a portfolio is paced',
    500_000,
    'messages',
    'M:templates/portfolio-pacing',
  ),
  fact('portfolio.pacing-days', 'Days over which they are counted', 365, 'days', 'M:templates/portfolio-pacing'),
  fact(
    'templates.utility-misuse-days',
    'Days utility is restricted after misuse, when repeated, at portfolio level',
    [7, 30, 30],
    'days',
    'M26:template-categorization',
  ),
  fact(
    'templates.utility-cap-days',
    'Fewest days for which utility messages are capped after misuse',
    7,
    'days',
    'M26:template-categorization',
  ),
  fact('templates.utility-cap', 'Utility messages in 24 hours while they are capped', 250, 'messages', 'rec', {
    uncertain: true,
    note: 'Unpublished.',
  }),
  fact(
    'templates.utility-misuse-sends',
    'Promoting sends after which a utility template is taken for marketing',
    20,
    'messages',
    'rec',
    {
      uncertain: true,
      note: 'Unpublished: Meta says consistently.',
    },
  ),
  fact(
    'templates.compare-days',
    'Periods two templates can be compared over',
    [7, 30, 60, 90],
    'days',
    'M:templates/template-comparison',
  ),
  fact(
    'templates.deleted-send-days',
    'Days for which queued messages of a deleted template still go out',
    30,
    'days',
    'M:templates/template-management',
  ),
  fact(
    'templates.otp-elsewhere',
    'Day of the next month on which one-time codes in other categories are rejected',
    1,
    'day',
    'M:templates/template-categorization',
  ),
] as const
