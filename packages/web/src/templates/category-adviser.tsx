import { multiplyAmount, subtractAmounts } from '@casement/platform'
import type { CategoryRisk } from '@casement/rules/authoring'
import { Button } from '../controls/button.tsx'
import { A_SUM, amountText, count, ONE_MESSAGE } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { Repairable, Repairs } from './field-row.tsx'
import { useCategoryPrices } from './template-api.ts'

/** What a reviewer would see in a utility template, and what being wrong about it costs. */
export function CategoryAdviser({
  risk,
  repair,
  wabaId,
  name,
  onRepair,
  onMarketing,
}: {
  risk: CategoryRisk
  repair: Repairable['repair']
  wabaId: string
  name: string
  onRepair: Repairs
  onMarketing: () => void
}) {
  const t = words.templateDesk.adviser
  const prices = useCategoryPrices(wabaId, name).data
  const each = prices && { utility: prices.each.utility, marketing: prices.each.marketing }
  const difference = each && subtractAmounts(each.marketing, each.utility)
  const monthly = prices?.monthly ?? null
  const money = (amount: string, decimals: number) => (prices ? amountText(amount, prices.currency, decimals) : '')
  const sum = (amount: string) => money(multiplyAmount(amount, monthly ?? 0), A_SUM)
  return (
    <section
      aria-label={t.reads}
      data-testid="category-adviser"
      className="flex flex-none flex-wrap items-start gap-x-6 gap-y-3 border-t border-line bg-warn-tint px-6 py-4 max-desk:px-4"
    >
      <div className="min-w-[240px] flex-1">
        <p className="font-strong">
          {risk.reads === 'unclear' ? t.unclear : t.reads}{' '}
          {difference && (monthly === null ? t.costsEach(money(difference, ONE_MESSAGE)) : t.costs(sum(difference)))}
        </p>
        <p className="mt-0.5 text-ink-2">
          {risk.reads === 'unclear' ? t.unclearHow : t.words(risk.words.map((word) => `“${word}”`).join(', '))}
        </p>
        <div className="mt-2.5 flex flex-wrap gap-2">
          {repair && (
            <Button
              look="primary"
              size="sm"
              onClick={() => onRepair({ components: repair.components as Parameters<Repairs>[0]['components'] })}
            >
              {repair.title}
            </Button>
          )}
          <Button size="sm" onClick={onMarketing}>
            {t.makeMarketing}
          </Button>
        </div>
      </div>
      {each && difference && (
        <table className="flex-none text-end text-xs">
          <thead>
            <tr className="text-ink-2">
              <th scope="col" className="pe-6 pb-1 text-start font-text">
                {monthly === null ? t.sentNowhere(prices.market) : t.sentTo(count(monthly), prices.market)}
              </th>
              <th scope="col" className="pb-1 font-text">
                {t.each}
              </th>
              {monthly !== null && (
                <th scope="col" className="pb-1 ps-6 font-text">
                  {t.month}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {[
              [t.asUtility, each.utility],
              [t.asMarketing, each.marketing],
              [t.difference, difference],
            ].map(([label = '', amount = '0'], index) => (
              <tr key={label} className={index === 2 ? 'border-t border-warn font-strong' : ''}>
                <th scope="row" className="pe-6 text-start font-[inherit]">
                  {label}
                </th>
                <td>{money(amount, ONE_MESSAGE)}</td>
                {monthly !== null && <td className="ps-6">{sum(amount)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
