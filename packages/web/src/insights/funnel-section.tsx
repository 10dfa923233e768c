import { CornerDownRight } from 'lucide-react'
import { words } from '../strings/words.ts'
import { Behind } from './behind.tsx'
import { count, shareText } from './insight-words.ts'
import { type Figure, useFigures, type Within } from './insights-api.ts'
import type { BehindSearch } from './insights-search.ts'
import { Section } from './section.tsx'

const STEPS = ['accepted', 'delivered', 'read', 'tapped', 'replied'] as const
type Step = (typeof STEPS)[number]
const OUTCOME: Record<Step, string> = {
  accepted: 'taken',
  delivered: 'reached',
  read: 'seen',
  tapped: 'tapped',
  replied: 'replied',
}

const sumOf = (figures: readonly Figure[] | undefined): Record<Step | 'failed', number> => {
  const sums = { accepted: 0, delivered: 0, read: 0, tapped: 0, replied: 0, failed: 0 }
  for (const figure of figures ?? []) for (const step of [...STEPS, 'failed'] as const) sums[step] += figure[step]
  return sums
}

/** How far what was sent came, beside as many days before. */
export function FunnelSection({ within, before, search }: { within: Within; before: Within; search: BehindSearch }) {
  const figures = useFigures(within, 'direction')
  const earlier = useFigures(before, 'direction')
  const now = sumOf(figures.data?.data)
  const then = sumOf(earlier.data?.data)
  const { funnel } = words.insights
  const was = (step: Step) => (then.accepted > 0 ? words.insights.was(shareText(then[step], then.accepted)) : '')
  const drops: Partial<Record<Step, string>> = {
    delivered: funnel.drops.failed(count(now.failed)),
    read: funnel.drops.unread(count(Math.max(0, now.delivered - now.read))),
    tapped: funnel.drops.tapped,
    replied: funnel.drops.replied,
  }
  const behind = (outcome: string): BehindSearch => ({ ...search, direction: 'out', outcome })
  return (
    <Section
      question={funnel.question}
      file="funnel"
      error={figures.error}
      onRetry={() => void figures.refetch()}
      answer={
        !figures.data
          ? '\u00a0'
          : now.accepted === 0
            ? funnel.nothing
            : funnel.answer(shareText(now.delivered, now.accepted), shareText(now.read, now.accepted))
      }
      table={{
        heads: [funnel.step, funnel.messages, funnel.share, funnel.before],
        rows:
          now.accepted === 0
            ? []
            : STEPS.map((step) => [
                funnel[step],
                { text: count(now[step]), value: now[step], behind: behind(OUTCOME[step]) },
                shareText(now[step], now.accepted),
                then.accepted > 0 ? shareText(then[step], then.accepted) : '–',
              ]),
      }}
    >
      {now.accepted > 0 && (
        <ul data-testid="funnel">
          {STEPS.map((step) => (
            <li key={step}>
              {drops[step] && (
                <p className="ms-[92px] flex min-h-5 items-center gap-1.5 text-2xs text-ink-3">
                  <CornerDownRight size={12} aria-hidden="true" className="rtl:-scale-x-100" />
                  {step === 'delivered' && now.failed > 0 ? (
                    <Behind search={behind('failed')}>{drops[step]}</Behind>
                  ) : (
                    drops[step]
                  )}
                </p>
              )}
              <div className="grid grid-cols-[78px_minmax(0,1fr)_124px] items-center gap-3.5 max-desk:grid-cols-[78px_minmax(0,1fr)_104px]">
                <span className="font-medium">{funnel[step]}</span>
                <span aria-hidden="true" className="relative h-8">
                  <span
                    className="absolute inset-y-0.5 start-0 rounded-[3px] bg-(--state-delivered)"
                    style={{ width: `${(now[step] / now.accepted) * 100}%` }}
                  />
                  {then.accepted > 0 && (
                    <span
                      className="absolute inset-y-0.5 border-e-[1.5px] border-dashed border-ink-3"
                      style={{ insetInlineStart: 0, width: `${(then[step] / then.accepted) * 100}%` }}
                    />
                  )}
                </span>
                <span className="text-end text-xs leading-tight text-ink-3">
                  <b className="block text-md font-strong text-ink">
                    <Behind search={behind(OUTCOME[step])}>{count(now[step])}</Behind>
                  </b>
                  {step === 'accepted'
                    ? funnel.byMeta
                    : [shareText(now[step], now.accepted), was(step)].filter((part) => part !== '').join(', ')}
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
