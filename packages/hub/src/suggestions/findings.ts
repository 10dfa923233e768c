import { type Comparison, compareShares, discoveries, type Share } from '@casement/rules'
import type { PerformanceFact } from './performance-facts.ts'

export type PerformanceFinding = {
  /** Stands for the same finding as long as it says the same. */
  id: string
  kind: 'template' | 'time-of-day' | 'form'
  measure: 'replied' | 'failed'
  /** What stands out, and against what. */
  subject: string
  /** One sentence: what was seen. */
  what: string
  /** One sentence: what to do about it. */
  advice: string
  /** The share of the subject, of all others alike, and what the difference is in truth in 95 of 100 cases. */
  evidence: { subject: Share; others: Share; low: number; high: number; chance: number; days: number; compared: number }
  /** More (or fewer, when negative) answers or failures expected in a thousand messages. */
  perThousand: { low: number; high: number }
}

type Question = {
  kind: PerformanceFinding['kind']
  measure: PerformanceFinding['measure']
  subject: string
  /** What the subject is, and what the others are, in a sentence. */
  name: string
  others: string
  better: (inAThousand: string) => string
  worse: (inAThousand: string) => string
  mine: readonly PerformanceFact[]
  rest: readonly PerformanceFact[]
}

/** Less than this is no share to speak of. */
const LEAST = 100
const LONG_TEXT = 160

/**
 * What stands out among templates, hours and forms, surest first. Everything that is asked counts as a comparison, and only what stands
 * after the correction for their number is named (`discoveries`). These are observations: other people got the one than the other, so each
 * advice is worth a trial of two templates, and says so where that is possible.
 */
export function findPerformance(facts: readonly PerformanceFact[], days: number): PerformanceFinding[] {
  const asked = [...byCategory(facts).values()].flatMap((alike) => [...ofTemplates(alike), ...ofHours(alike), ...ofForms(alike)])
  const compared = asked.flatMap((question) => {
    const [subject, others] = [shareOf(question.mine, question.measure), shareOf(question.rest, question.measure)]
    return subject.of < LEAST || others.of < LEAST ? [] : [{ question, subject, others, result: compareShares(others, subject) }]
  })
  return discoveries(compared.map(({ result }) => result.chance))
    .map((index) => compared[index] as (typeof compared)[number])
    .sort((a, b) => a.result.chance - b.result.chance || Math.abs(b.result.difference) - Math.abs(a.result.difference))
    .map(({ question, subject, others, result }) => say(question, subject, others, result, days, compared.length))
}

function say(
  question: Question,
  subject: Share,
  others: Share,
  result: Comparison,
  days: number,
  compared: number,
): PerformanceFinding {
  const { kind, measure, name } = question
  const did = measure === 'replied' ? 'were answered within a day' : 'failed'
  const good = measure === 'replied' ? result.difference > 0 : result.difference < 0
  const perThousand = { low: Math.round(result.low * 1_000), high: Math.round(result.high * 1_000) }
  const [least, most] = [Math.abs(perThousand.low), Math.abs(perThousand.high)].sort((a, b) => a - b)
  const span = `${least} to ${most}`
  return {
    id: `${kind}/${measure}/${question.subject}`,
    kind,
    measure,
    subject: question.subject,
    what: `${percent(subject)} of ${name} ${did}, against ${percent(others)} of ${question.others}.`,
    advice: good ? question.better(span) : question.worse(span),
    evidence: { subject, others, low: result.low, high: result.high, chance: result.chance, days, compared },
    perThousand,
  }
}

function ofTemplates(alike: readonly PerformanceFact[]): Question[] {
  const category = alike[0]?.category.toLowerCase() ?? ''
  return [...new Set(alike.map(({ template }) => template))].flatMap((template) => {
    const [mine, rest] = split(alike, (fact) => fact.template === template)
    const both = {
      kind: 'template',
      subject: template,
      name: `messages by ${template}`,
      others: `your other ${category} templates`,
      mine,
      rest,
    } as const
    return [
      {
        ...both,
        measure: 'replied',
        better: (n: string) =>
          `Try its wording in the others, with a trial of two templates: ${n} more answers in a thousand are likely.`,
        worse: (n: string) =>
          `Try another wording against it, with a trial of two templates: ${n} answers in a thousand are at stake.`,
      },
      {
        ...both,
        measure: 'failed',
        better: (n: string) =>
          `Whom it goes to is chosen better: use the same audience for the others, and ${n} fewer failures in a thousand are likely.`,
        worse: (n: string) =>
          `Look at who gets it and why it fails, and leave out numbers that are no longer there: ${n} failures in a thousand are at stake.`,
      },
    ] satisfies Question[]
  })
}

function ofHours(alike: readonly PerformanceFact[]): Question[] {
  const category = alike[0]?.category.toLowerCase() ?? ''
  return [...new Set(alike.map(({ band }) => band))].map((band) => {
    const [mine, rest] = split(alike, (fact) => fact.band === band)
    const span = `${band}:00 and ${band + 4}:00`
    return {
      kind: 'time-of-day',
      measure: 'replied',
      subject: `${category} ${band}-${band + 4}`,
      name: `${category} messages sent between ${span}`,
      others: 'those sent at other hours',
      better: (n) => `Send between ${span} where you may choose: ${n} more answers in a thousand are likely.`,
      worse: (n) => `Send at other hours where you may choose: ${n} more answers in a thousand are likely.`,
      mine,
      rest,
    }
  })
}

const FORMS: readonly {
  subject: string
  name: string
  others: string
  has: (shape: NonNullable<PerformanceFact['shape']>) => boolean
  with: string
  without: string
}[] = [
  {
    subject: 'media header',
    name: 'messages with a picture, video or document on top',
    others: 'those without',
    has: ({ header }) => header !== '' && header !== 'TEXT',
    with: 'Put a picture on top of the others',
    without: 'Leave the picture on top out',
  },
  {
    subject: 'buttons',
    name: 'messages with buttons',
    others: 'those without',
    has: ({ buttons }) => buttons > 0,
    with: 'Give the others a button to answer with',
    without: 'Leave the buttons out',
  },
  {
    subject: 'short text',
    name: `messages of ${LONG_TEXT} characters at most`,
    others: 'longer ones',
    has: ({ characters }) => characters <= LONG_TEXT,
    with: 'Shorten the others',
    without: 'Say more',
  },
  {
    subject: 'personal',
    name: 'messages that fill in something about the person',
    others: 'those that are the same for everybody',
    has: ({ variables }) => variables > 0,
    with: 'Fill in something about the person in the others too',
    without: 'Say the same to everybody',
  },
]

function ofForms(alike: readonly PerformanceFact[]): Question[] {
  const known = alike.filter(({ shape }) => shape !== null)
  const category = alike[0]?.category.toLowerCase() ?? ''
  return FORMS.flatMap((form) => {
    const [mine, rest] = split(known, ({ shape }) => shape !== null && form.has(shape))
    // With one template on a side, it is the template that differs, and that was asked already.
    if (templatesOf(mine) < 2 || templatesOf(rest) < 2) return []
    return [
      {
        kind: 'form',
        measure: 'replied',
        subject: `${category} ${form.subject}`,
        name: `${category} ${form.name}`,
        others: form.others,
        better: (n) => `${form.with}, with a trial of two templates: ${n} more answers in a thousand are likely.`,
        worse: (n) => `${form.without}, with a trial of two templates: ${n} more answers in a thousand are likely.`,
        mine,
        rest,
      } satisfies Question,
    ]
  })
}

const byCategory = (facts: readonly PerformanceFact[]) => {
  const groups = new Map<string, PerformanceFact[]>()
  for (const fact of facts) {
    // Codes are not meant to be answered, and what is gone cannot be compared by category.
    if (fact.category === '' || fact.category === 'AUTHENTICATION') continue
    groups.set(fact.category, [...(groups.get(fact.category) ?? []), fact])
  }
  return groups
}
const split = (facts: readonly PerformanceFact[], is: (fact: PerformanceFact) => boolean) =>
  [facts.filter(is), facts.filter((fact) => !is(fact))] as const
const templatesOf = (facts: readonly PerformanceFact[]) => new Set(facts.map(({ template }) => template)).size
const shareOf = (facts: readonly PerformanceFact[], measure: PerformanceFinding['measure']): Share =>
  facts.reduce(
    (sum, fact) =>
      measure === 'replied'
        ? { yes: sum.yes + fact.replied, of: sum.of + fact.delivered }
        : { yes: sum.yes + fact.failed, of: sum.of + fact.sent },
    { yes: 0, of: 0 },
  )
const percent = ({ yes, of }: Share) => `${((100 * yes) / of).toFixed(yes / of < 0.1 ? 1 : 0)} %`
