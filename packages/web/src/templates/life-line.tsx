import { factsOn } from '@casement/platform/reference'
import { clsx } from 'clsx'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { shortTime, whenTime } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import { type LanguageState, stateOf } from './names.ts'
import type { Detail, Draft } from './template-api.ts'

/** Longest usual review on a day, in hours. */
export const reviewHours = (day: string): number =>
  Number(factsOn(day).find((fact) => fact.id === 'templates.review-hours')?.value ?? 24)

type Step = { state: LanguageState; when: string }

/** From the first word to where it stands: draft, review, approval, and whatever came after. */
export function LifeLine({ draft, detail }: { draft: Draft | null; detail: Detail | null }) {
  const t = words.templateDesk.life
  const now = usePlatformNow('minute')
  const state: LanguageState = draft ? 'draft' : stateOf(detail)
  const since = (status: (status: string) => boolean) => detail?.history.findLast((standing) => status(standing.status))?.at
  const hours = reviewHours(new Date(now).toISOString().slice(0, 10))
  const ended = state === 'rejected' || state === 'disabled' || state === 'paused'
  const sinceText = (at: string | undefined) => (at ? t.since(shortTime(Date.parse(at), now)) : '')
  const steps: Step[] = [
    { state: 'draft', when: draft ? sinceText(draft.createdAt) : '' },
    { state: 'review', when: state === 'review' ? sinceText(since((status) => status === 'PENDING')) : t.upTo(hours) },
    ended
      ? {
          state,
          when:
            state === 'paused' && detail?.pausedUntil
              ? t.until(whenTime(Date.parse(detail.pausedUntil), now))
              : state === 'paused'
                ? t.byHand
                : sinceText(since((status) => status === detail?.status)),
        }
      : { state: 'approved', when: state === 'approved' ? sinceText(since((status) => status === 'APPROVED')) : '' },
  ]
  const here = steps.findIndex((step) => step.state === state)
  return (
    <ol
      aria-label={t.title}
      className="m-0 grid list-none grid-cols-3 border-t border-line p-0 px-5 py-3 text-xs"
      data-testid="life-line"
    >
      {steps.map((step, at) => (
        <li key={step.state} aria-current={at === here ? 'step' : undefined} className="relative pt-4">
          {at > 0 && (
            <span
              aria-hidden="true"
              className={clsx(
                'absolute top-[4px] end-[calc(100%-2px)] start-[calc(-100%+12px)] h-px',
                at <= here ? 'bg-ink' : 'bg-line-strong',
              )}
            />
          )}
          <span
            aria-hidden="true"
            className={clsx(
              'absolute top-0 start-0 size-[9px] rounded-full',
              at === here ? (ended ? 'bg-last' : 'bg-ink') : 'shadow-[inset_0_0_0_1.5px_var(--line-strong)]',
            )}
          />
          <b className={clsx('block', at === here ? 'font-strong' : 'font-medium text-ink-2')}>
            {words.templateDesk.state[step.state]}
          </b>
          <span className="text-ink-3">{step.when}</span>
        </li>
      ))}
    </ol>
  )
}
