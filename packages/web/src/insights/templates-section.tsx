import { compareAmounts } from '@casement/platform'
import { Link } from '@tanstack/react-router'
import { A_SUM, amountText } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { useResults } from '../templates/template-api.ts'
import { count, shareText } from './insight-words.ts'
import { Section } from './section.tsx'

const SHOWN = 8
/** Sent more seldom, a share says little. */
const ENOUGH = 30

/** What went out by template, side by side; each leads to its page, which says too what Meta sees blocked more often. */
export function TemplatesSection() {
  const results = useResults()
  const { templates: t } = words.insights
  const sent = (results.data ?? []).filter((one) => one.sent > 0).toSorted((a, b) => b.sent - a.sent)
  const enough = sent.filter((one) => one.sent >= ENOUGH)
  const best = enough.toSorted((a, b) => b.read / b.sent - a.read / a.sent)[0]
  const worst = enough.toSorted((a, b) => a.read / a.sent - b.read / b.sent)[0]
  const answer = () => {
    if (!results.data) return '\u00a0'
    if (sent.length === 0) return t.nothing
    if (!best || !worst || best === worst) return t.count(sent.length)
    return t.answer(best.name, shareText(best.read, best.sent), worst.name, shareText(worst.read, worst.sent))
  }
  return (
    <Section
      question={t.question}
      file="templates"
      wide
      error={results.error}
      onRetry={() => void results.refetch()}
      answer={answer()}
      table={{
        heads: [t.name, t.sent, t.delivered, t.read, t.taps, t.cost],
        rows: sent.map((one) => [
          `${one.name}, ${one.language}`,
          one.sent,
          one.delivered,
          one.read,
          one.taps,
          { text: costText(one), value: one.cost },
        ]),
      }}
    >
      {sent.length > 0 && (
        <div className="overflow-x-auto">
          <table className="w-full max-w-[980px] border-collapse text-xs" data-testid="templates-compared">
            <thead>
              <tr className="text-ink-3">
                {[t.name, t.sent, t.delivered, t.read, t.taps, t.cost].map((head, at) => (
                  <th key={head} scope="col" className={`pb-1.5 font-medium ${at === 0 ? 'text-start' : 'ps-4 text-end'}`}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sent.slice(0, SHOWN).map((one) => (
                <tr key={`${one.wabaId} ${one.name} ${one.language}`} className="border-t border-line">
                  <th scope="row" className="max-w-[260px] py-1.5 text-start font-medium">
                    <Link
                      to="/templates/$name"
                      params={{ name: one.name }}
                      search={{ waba: one.wabaId, language: one.language }}
                      className="block truncate text-accent hover:underline"
                    >
                      {one.name} <span className="font-text text-ink-3">{one.language}</span>
                    </Link>
                  </th>
                  {[
                    count(one.sent),
                    shareText(one.delivered, one.sent),
                    shareText(one.read, one.sent),
                    shareText(one.taps, one.sent),
                    costText(one),
                  ].map((text, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns stay where they are
                    <td key={at} className="ps-4 text-end tabular-nums">
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sent.length > 0 && <p className="mt-3 max-w-[72ch] text-xs text-ink-3">{t.how}</p>}
    </Section>
  )
}

const costText = ({ cost, currency }: { cost: string; currency: string | null }): string =>
  currency === null || compareAmounts(cost, '0') === 0 ? words.money.free : amountText(cost, currency, A_SUM)
