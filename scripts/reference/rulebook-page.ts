import { type ContentRule, rulebook } from '@casement/rules'
import { adviceRules, contentRules, priceRules, templateRules } from '@casement/rules/reference'
import { limitsOfRules } from './limits-of-rules.ts'
import { code, page, printed, sourceLink, table } from './markdown.ts'
import { titleText, valueText } from './values.ts'

/** Every rule: what decides whether a message goes, what it costs, and what it and its template may hold. */
export const rulebookPage = (): string =>
  page(
    printed,
    '# Rulebook',
    'Every answer of Casement names the rule that gave it: an API answer in `rule`, the dashboard beside the message, `casement check` ' +
      'in its output. This page lists them all. The numbers themselves, with their days and sources, are in [policies](policies.md); ' +
      'Meta’s codes in [errors](errors.md).',
    '## May it go?',
    'Read from top to bottom, the first rule that speaks decides. First comes what no time cures, in the order in which the platform ' +
      'finds out: the message, the number, the recipient, the template, the window. Then what only we know: consent and the spend cap. ' +
      'Then what waits. What is left may go. *Code* is what the platform answers if the message is sent all the same.',
    table(
      ['', 'Rule', 'Because', 'Code', 'Source'],
      rulebook.map((rule, at) => [String(at + 1), code(rule.id), rule.because, codeText(rule.code), sourceLink(rule.source)]),
    ),
    '## What does it cost?',
    'The first that applies is the reason of the price.',
    table(
      ['', 'Rule', 'Because', 'Source'],
      priceRules.map((rule, at) => [String(at + 1), code(rule.id), rule.because, sourceLink(rule.source)]),
    ),
    '## Advice',
    'Said beside a decision, and refuses nothing.',
    table(
      ['Rule', 'Advice', 'Source'],
      adviceRules.map((rule) => [code(rule.id), rule.because, sourceLink(rule.source)]),
    ),
    '## What a message may hold',
    'All that is found is said at once. An error refuses the message (`content.invalid` above); a warning only advises.',
    ...sections(contentRules, messageHeadings),
    '## What a template may hold',
    'Checked before it is submitted. Where no code is given, only a reviewer minds.',
    ...sections(templateRules, templateHeadings),
  )

type Headings = readonly (readonly [heading: string, ids: RegExp])[]

const messageHeadings: Headings = [
  ['Every message', /^content\./],
  ['Text', /^text\./],
  ['Media', /^(media|video|audio|document|sticker)\./],
  ['Locations, contacts, reactions and pins', /^(location|contacts|reaction|pin)\./],
  ['Interactive messages', /^(interactive|buttons|button|list|address|flow)\./],
  ['Products', /^(catalogue|products)\./],
  ['Carousels', /^carousel\./],
  ['Calls and orders', /^(call|order)\./],
  ['Values for a template', /^(parameters|template)\./],
]

const templateHeadings: Headings = [
  ['The template', /^template\.(name|duplicate|category|language|parameter-format|ttl|component|required)/],
  ['Header, body and footer', /^template\.(header|body|footer|emoji|marks)/],
  ['Variables', /^template\.variable/],
  ['Buttons', /^template\.buttons?\./],
  ['Carousels', /^template\.carousel/],
  ['Authentication', /^template\.authentication/],
  ['Offers, products and calls', /^template\.(offer|products|call-permission)/],
]

function sections(rules: readonly ContentRule[], headings: Headings): readonly string[] {
  const headingOf = (id: string) => headings.find(([, ids]) => ids.test(id))?.[0] ?? 'Others'
  return [...Map.groupBy(rules, ({ id }) => headingOf(id))].flatMap(([heading, members]) => [
    `### ${heading}`,
    table(
      ['Rule', 'What holds', 'Limit', 'Severity', 'Code', 'Source'],
      members.map((rule) => [
        code(rule.id),
        rule.title,
        limitText(rule.id),
        rule.severity,
        codeText(rule.code),
        sourceLink(rule.source),
      ]),
    ),
  ])
}

function limitText(id: string): string {
  const limits = (limitsOfRules as Readonly<Record<string, (typeof limitsOfRules)['text.body.length']>>)[id] ?? []
  if (limits.length < 2) return limits.map(valueText).join('')
  return limits.map((limit) => `${titleText(limit)}: ${valueText(limit)}`).join('<br>')
}

const codeText = (number: number | null | undefined): string => (number === null || number === undefined ? '' : String(number))
