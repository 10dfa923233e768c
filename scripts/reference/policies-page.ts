import {
  type Fact,
  facts,
  factOn,
  graphVersions,
  type PolicyFact,
  policies,
  policyById,
  policyFields,
  type PolicyId,
  sourceTags,
  timeline,
} from '@casement/platform'
import { code, page, printed, sourceLink, table } from './markdown.ts'
import { priceTable } from './price-tables.ts'
import { daysText, titleText, valueText } from './values.ts'

/** What WhatsApp says, with its days and sources: the policies, what changed when, and every fact. */
export const policiesPage = (): string =>
  page(
    printed,
    '# Policies',
    'Every number that WhatsApp can change is written down with its days and its source. Three policies gather those that decide what ' +
      'may be sent and what it costs; which one holds goes by the day in the time zone of the account. `casement rules --at TIME` ' +
      'prints the facts of any day, `casement rules diff DATE DATE` what changed between two.',
    '## What may be sent, and what it costs',
    'As the rules answer for a customer in London on the first day of each policy. Amounts are list rates in US dollars; see [rates](rates.md).',
    ...(['PMP_V1', 'PMP_V2'] as const).flatMap(pricesUnder),
    '## The policies side by side',
    'Values that differ between the policies are bold. Of a value that changed in the middle of a policy, its last one is shown.',
    table(
      ['Fact', 'What it is', ...policies.map(({ id, from, to }) => `${id}, ${from} ${to === null ? 'until today' : `to ${to}`}`)],
      (Object.keys(policyFields) as PolicyFact[]).map(policyRow),
    ),
    '## What changed when',
    table(
      ['First day', 'Change', 'Source'],
      timeline.map(({ from, what, source }) => [from, what, sourceLink(source)]),
    ),
    '## Every fact',
    '**Uncertain** marks what Meta does not say plainly: it is the reading that is followed, and may be overridden. Without days, a fact ' +
      'has held for as long as the Cloud API exists.',
    ...factSections(),
    '## Versions of the Graph API',
    table(
      ['Version', 'First day', 'Last day'],
      graphVersions.map(({ version, from, expires }) => [version, from, expires ?? 'not announced']),
    ),
    '## Sources',
    table(
      ['Tag', 'What it is', 'Trust'],
      Object.entries(sourceTags).map(([tag, { what, trust }]) => [code(tag), what, trust]),
    ),
  )

function pricesUnder(id: PolicyId): readonly string[] {
  const policy = policyById(id)
  if (!policy) throw new RangeError(`There is no policy ${id}.`)
  const days = policy.to === null ? `since ${policy.from}` : `from ${policy.from} to ${policy.to}`
  return [`### ${id}, ${days}`, priceTable(policy)]
}

function policyRow(id: PolicyFact): readonly string[] {
  const those = policies.map(({ to }) => factOn(id, to ?? '9999-12-31')).filter((fact) => fact !== undefined)
  const texts = those.map(valueText)
  const differ = new Set(texts).size > 1
  return [code(id), those[0] ? titleText(those[0]) : '', ...texts.map((text) => (differ ? `**${text}**` : text))]
}

const headings: Readonly<Record<string, string>> = {
  csw: 'Customer service window and free entry point',
  fep: 'Customer service window and free entry point',
}

function factSections(): readonly string[] {
  return [...Map.groupBy(facts, headingOf)].flatMap(([heading, members]) => [
    `### ${heading}`,
    table(
      ['Fact', 'What it is', 'Value', 'Days', 'Source', 'Note'],
      members.map((fact) => [
        code(fact.id),
        titleText(fact),
        valueText(fact),
        daysText(fact),
        sourceLink(fact.source),
        [fact.uncertain ? '**Uncertain.**' : '', fact.note ?? ''].filter(Boolean).join(' '),
      ]),
    ),
  ])
}

const headingOf = ({ id }: Fact): string => headings[id.split('.')[0] ?? ''] ?? 'x'
