import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { count, shareText } from './insight-words.ts'
import { Section } from './section.tsx'

type Share = { readonly yes: number; readonly of: number }
type Finding = {
  readonly id: string
  readonly kind: 'template' | 'time-of-day' | 'form'
  readonly subject: string
  readonly what: string
  readonly advice: string
  readonly evidence: {
    readonly subject: Share
    readonly others: Share
    readonly low: number
    readonly high: number
    readonly chance: number
    readonly days: number
    readonly compared: number
  }
}

const QUARTER_HOUR_MS = 900_000

/** What does better or worse than the rest by more than chance, with its evidence; nothing is named that the figures do not bear. */
export function FindingsSection() {
  const findings = useQuery({
    queryKey: ['suggestions', 'performance'],
    queryFn: ({ signal }) => request<{ data: readonly Finding[] }>('/v1/suggestions/performance', { signal }),
    select: (answer) => answer.data,
    staleTime: QUARTER_HOUR_MS,
  })
  const found = findings.data ?? []
  const { findings: spoken } = words.insights
  return (
    <Section
      question={spoken.question}
      file="findings"
      wide
      error={findings.error}
      onRetry={() => void findings.refetch()}
      answer={findings.data ? spoken.answer(found.length) : '\u00a0'}
      table={{
        heads: [spoken.what, spoken.share, spoken.others, spoken.difference, spoken.chance],
        rows: found.map(({ what, evidence: { subject, others, low, high, chance } }) => [
          what,
          { text: ofText(subject), value: subject.yes / subject.of },
          { text: ofText(others), value: others.yes / others.of },
          { text: spoken.between(pointsText(low), pointsText(high)), value: (low + high) / 2 },
          { text: chanceText(chance), value: chance },
        ]),
      }}
    >
      {found.length > 0 && (
        <ol className="grid gap-4 panel:grid-cols-2">
          {found.map(({ id, kind, subject, what, advice, evidence }) => (
            <li key={id} className="min-w-0" data-testid="finding">
              <p className="font-medium text-pretty">{what}</p>
              <p className="text-ink-2 text-pretty">{advice}</p>
              <p className="mt-0.5 text-xs text-ink-3">
                {spoken.evidence(count(evidence.subject.of), count(evidence.others.of), chanceText(evidence.chance))}{' '}
                {kind === 'template' && (
                  <Link
                    to="/templates/$name"
                    params={{ name: subject }}
                    className="text-accent underline-offset-2 hover:underline"
                  >
                    {words.insights.failures.actions.template}
                  </Link>
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
      {found[0] && (
        <p className="mt-3 text-xs text-ink-3">{spoken.how(count(found[0].evidence.compared), found[0].evidence.days)}</p>
      )}
    </Section>
  )
}

const ofText = ({ yes, of }: Share) => `${shareText(yes, of)} (${count(yes)} / ${count(of)})`
const pointsText = (difference: number) => `${difference > 0 ? '+' : ''}${(100 * difference).toFixed(1)}`
const chanceText = (chance: number) => (chance < 0.001 ? '< 0.001' : chance.toFixed(3))
