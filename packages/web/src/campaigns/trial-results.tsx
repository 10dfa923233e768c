import { clsx } from 'clsx'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { Results } from './results-api.ts'

const MEASURES = ['read', 'clicked', 'replied'] as const

/** Two templates side by side, and whether they differ by more than chance. */
export function TrialResults({
  templates,
  compared,
  winner,
  onChoose,
}: {
  templates: NonNullable<Results['templates']>
  compared: NonNullable<Results['compared']>
  winner: 0 | 1 | null
  /** Present while somebody may choose. */
  onChoose: ((winner: 0 | 1) => void) | null
}) {
  const t = words.campaign.results
  const share = (yes: number, of: number) => (of === 0 ? '' : `${((100 * yes) / of).toFixed(1)} %`)
  return (
    <section aria-label={t.trial} className="border-b border-line px-6 py-5 max-desk:px-4" data-testid="trial-results">
      <h2 className="mb-2 font-strong">{t.trial}</h2>
      <div className="overflow-x-auto">
        <table className="w-full max-w-[820px] border-collapse text-xs">
          <thead>
            <tr className="text-ink-3">
              <th className="pb-1 text-start font-medium">{words.campaign.message.template}</th>
              <th className="pb-1 text-end font-medium">{t.steps.delivered}</th>
              {MEASURES.map((measure) => (
                <th key={measure} className="pb-1 text-end font-medium">
                  {t.steps[measure]}
                </th>
              ))}
              <th className="pb-1">
                <span className="sr-only">{t.winner}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {templates.map((template, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: A and B are their places
              <tr key={index} className="border-t border-line">
                <th scope="row" className="py-1.5 text-start font-medium">
                  {words.campaign.trial.names[index === 1 ? 1 : 0]}: {template.name}, {template.language}
                </th>
                <td className="text-end">{count(template.delivered)}</td>
                {MEASURES.map((measure) => (
                  <td key={measure} className={clsx('text-end', compared[measure].significant && 'font-strong')}>
                    {count(template[measure])} <span className="text-ink-3">{share(template[measure], template.delivered)}</span>
                  </td>
                ))}
                <td className="ps-3 text-end">
                  {winner === index ? (
                    <Chip tone="ok">{t.winner}</Chip>
                  ) : (
                    onChoose &&
                    winner === null && (
                      <Button size="sm" onClick={() => onChoose(index === 1 ? 1 : 0)}>
                        {t.choose}
                      </Button>
                    )
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul className="m-0 mt-2 list-none p-0 text-xs text-ink-2">
        {MEASURES.filter((measure) => templates.some((template) => template[measure] > 0)).map((measure) => (
          <li key={measure}>{t.verdict(t.steps[measure], compared[measure])}</li>
        ))}
      </ul>
    </section>
  )
}
