import { type ErrorEntry, errorCatalogue } from '@casement/platform'
import { codesBy8x8 } from '@casement/platform/import'
import { code, page, printed, sourceLink, table } from './markdown.ts'

/** Every code of the platform: what happened and what to do. */
export const errorsPage = (): string =>
  page(
    printed,
    '# Errors',
    `The ${errorCatalogue.length} codes of Meta’s that Casement knows, in plain words. Decide by the code, never by the HTTP status: Meta ` +
      'moved several between 400 and 429.',
    '*How it comes*: as the answer to a call, as a `failed` status by webhook, or on a message that a customer sent. *What follows* is ' +
      'what Casement does: **wait** and go on (for this pair of number and user, the number, the account, the template, or the user), ' +
      '**retry**, **fix** something first, **never** (give up), or **unclear** (find out whether it went before doing anything).',
    table(
      ['Code', 'Title', 'How it comes', 'What follows', 'What happened', 'What to do', 'Who', 'Source'],
      [...errorCatalogue]
        .sort((a, b) => a.code - b.code)
        .map((entry) => [
          code(entry.code),
          entry.title,
          comes(entry),
          `**${entry.class}**${entry.scope ? ` (${entry.scope})` : ''}`,
          entry.happened,
          entry.remedy,
          who[entry.whoFixes],
          sourceLink(entry.source),
        ]),
    ),
    '## Codes of 8x8',
    'The 8x8 messaging API gives numbers of its own. Each stands for one of Meta’s.',
    table(
      ['8x8', 'Meta'],
      Object.entries(codesBy8x8).map(([theirs, meta]) => [code(theirs), code(meta)]),
    ),
  )

const who: Readonly<Record<ErrorEntry['whoFixes'], string>> = {
  us: 'the operator',
  business: 'the business',
  customer: 'the customer',
  meta: 'Meta',
}

function comes({ mode, http }: ErrorEntry): string {
  switch (mode) {
    case 'sync':
      return `answer, HTTP ${http}`
    case 'async':
      return 'webhook'
    case 'both':
      return `answer, HTTP ${http}, or webhook`
    case 'inbound':
      return 'on a message received'
  }
}
