import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Detail, turnOnInsights, useAnswers, useComparison, useResults } from './template-api.ts'

/** What became of one language of a template in these days: how far its messages got, what people tapped, what it cost. */
export function ResultsPanel({ detail, writes }: { detail: Detail; writes: boolean }) {
  const t = words.templateDesk.results
  const result = useResults().data?.find(
    (one) => one.wabaId === detail.wabaId && one.name === detail.name && one.language === detail.language,
  )
  const answers = useAnswers(result ? detail.id : null)
  const [error, setError] = useState<unknown>(null)
  const share = (part: number) => (result && result.sent > 0 ? ` ${Math.round((100 * part) / result.sent)} %` : '')
  const taps = [...(answers.data?.buttons ?? []), ...(answers.data?.links.clicks ?? [])]
  return (
    <section aria-label={t.title} data-testid="template-results">
      <h2 className="mb-2 font-strong">{t.title}</h2>
      {!result && <p className="text-xs text-ink-3">{t.none}</p>}
      {result && (
        <dl className="m-0 grid grid-cols-[repeat(auto-fit,minmax(120px,1fr))] gap-3">
          {[
            [t.sent, count(result.sent), ''],
            [t.delivered, count(result.delivered), share(result.delivered)],
            [t.read, count(result.read), share(result.read)],
            [t.replies, answers.data ? count(answers.data.replies) : '…', answers.data ? share(answers.data.replies) : ''],
            [t.taps, count(result.taps), share(result.taps)],
            [t.cost, result.currency ? amountText(result.cost, result.currency, A_SUM) : '', ''],
          ].map(([label, value, part]) => (
            <div key={label} title={label === t.read ? t.readHint : undefined}>
              <dt className="text-xs text-ink-3">{label}</dt>
              <dd className="m-0 text-lg font-strong">
                {value}
                <span className="text-xs font-text text-ink-3">{part}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {taps.length > 0 && (
        <ul className="m-0 mt-3 list-none p-0 text-xs">
          {taps.map((button) => (
            <li key={button.text} className="flex justify-between border-t border-line py-1">
              <span className="truncate">{button.text}</span>
              <b className="font-medium">{count(button.taps)}</b>
            </li>
          ))}
        </ul>
      )}
      {answers.data?.links.state === 'off' && hasLink(detail) && (
        <Notice
          tone="plain"
          role="note"
          className="mt-3"
          action={
            writes && (
              <Button
                size="sm"
                onClick={() =>
                  void turnOnInsights(detail.wabaId).then(
                    () => answers.refetch(),
                    (problem: unknown) => setError(problem),
                  )
                }
              >
                {t.turnOn}
              </Button>
            )
          }
        >
          {t.linksOff}
        </Notice>
      )}
      {error !== null && <ProblemNotice error={error} className="mt-2" />}
      <Compared templateId={result ? detail.id : null} />
      <h2 className="mt-5 mb-1 font-strong">{t.usedIn}</h2>
      {detail.usedIn.length === 0 && <p className="text-xs text-ink-3">{t.unused}</p>}
      <ul className="m-0 list-none p-0 text-xs">
        {detail.usedIn.map((use) => (
          <li key={use.id} className="border-t border-line py-1">
            {use.name} <span className="text-ink-3">{use.state}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Which of two templates Meta sees blocked more often; it tells the order and no rate. */
function Compared({ templateId }: { templateId: string | null }) {
  const t = words.templateDesk.results
  const { data } = useComparison(templateId)
  if (!data || data.data.length === 0) return null
  const reason = data.data.find((one) => one.topReason)?.topReason
  return (
    <div data-testid="template-comparison">
      <h2 className="mt-5 mb-1 font-strong">{t.compared(data.days)}</h2>
      <ul className="m-0 list-none p-0 text-xs">
        {data.data.map((one) => (
          <li key={one.template.id} className="flex justify-between gap-3 border-t border-line py-1">
            <span className="truncate">{one.template.name}</span>
            <span className={one.blockedMore ? 'font-medium text-warn-text' : 'text-ink-3'}>
              {one.blockedMore ? t.blockedMore : t.blockedLess}
            </span>
          </li>
        ))}
      </ul>
      {reason && <p className="mt-1 text-xs text-ink-3">{t.topReason(reason.toLowerCase().replaceAll('_', ' '))}</p>}
    </div>
  )
}

const hasLink = (detail: Detail): boolean => JSON.stringify(detail.components).includes('"URL"')
