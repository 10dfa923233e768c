import { fact } from '../fact.ts'

/** What Meta does against a business, and what it keeps from users to learn from it. */
export const enforcementFacts = [
  fact('experiment.share', 'Share of users who get no marketing outside windows as an experiment', 0.01, 'share', 'rec', {
    uncertain: true,
    note: 'Meta says a small share.',
  }),
  fact('experiment.code', 'Code of such a send', 130472, 'error code', 'M:support/experiments'),
  fact(
    'enforcement.template-block-days',
    'Step 2: days without templates and new numbers',
    [1, 3],
    'days',
    'M:policy-enforcement',
  ),
  fact('enforcement.all-block-days', 'Step 3: days without any message', [5, 7, 30], 'days', 'M:policy-enforcement'),
  fact('enforcement.appeal-hours', 'Hours an appeal takes', [24, 48], 'hours', 'M:policy-enforcement'),
] as const
