import {
  type Fact,
  mediaLimits,
  messageLimits,
  type PolicyFact,
  type PolicyId,
  policies,
  policyById,
  policyFields,
  templateLimits,
} from '@casement/platform'
import { businessLimits, factOn, graphVersions, sourceTags, timeline } from '@casement/platform/reference'
import { enforcementFacts } from '../../packages/platform/src/facts/enforcement.ts'
import { graphFacts } from '../../packages/platform/src/facts/graph.ts'
import { limitFacts } from '../../packages/platform/src/facts/limits.ts'
import { otherRateFacts } from '../../packages/platform/src/facts/other-rates.ts'
import { pricingFacts } from '../../packages/platform/src/facts/pricing.ts'
import { qualityFacts } from '../../packages/platform/src/facts/quality.ts'
import { rateFacts } from '../../packages/platform/src/facts/rates.ts'
import { templateLifeFacts } from '../../packages/platform/src/facts/template-life.ts'
import { templateFacts } from '../../packages/platform/src/facts/templates.ts'
import { throughputFacts } from '../../packages/platform/src/facts/throughput.ts'
import { webhookFacts } from '../../packages/platform/src/facts/webhooks.ts'
import { windowFacts } from '../../packages/platform/src/facts/windows.ts'
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
    'Values that differ are bold. Of a value that changed in the middle of a policy, its last one is shown.',
    table(
      [
        'Fact',
        'What it is',
        ...policies.map(({ id, from, to }) => `${id}, ${to === null ? `since ${from}` : `${from} to ${to}`}`),
      ],
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
    ...factGroups.flatMap(factSection),
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

const leaves = (limits: Readonly<Record<string, Readonly<Record<string, Fact>>>>): readonly Fact[] =>
  Object.values(limits).flatMap((kind) => Object.values(kind))

/** Every fact under a heading, in the order in which it is written down. */
export const factGroups: readonly (readonly [heading: string, facts: readonly Fact[]])[] = [
  ['Windows', windowFacts],
  ['Prices', pricingFacts],
  ['Rates', rateFacts],
  ['Messaging limits', limitFacts],
  ['Quality and marketing', qualityFacts],
  ['Experiments and enforcement', enforcementFacts],
  ['Number and pauses of templates', templateFacts],
  ['Life of a template', templateLifeFacts],
  ['Throughput', throughputFacts],
  ['Other rates', otherRateFacts],
  ['Webhooks', webhookFacts],
  ['Graph API', graphFacts],
  ['Limits of messages', leaves(messageLimits)],
  ['Limits of templates', leaves(templateLimits)],
  ['Limits of media', leaves(mediaLimits)],
  ['Limits of profiles, links and groups', leaves(businessLimits)],
]

const factSection = ([heading, members]: (typeof factGroups)[number]): readonly string[] => [
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
]
