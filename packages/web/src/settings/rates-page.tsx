import { dayIn, platformTime, rateCards } from '@casement/platform'
import { sourceName } from '@casement/platform/reference'
import { cardFor } from '@casement/rules'
import { withOwnRates } from '@casement/rules/rates'
import { useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Chip } from '../controls/chip.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { Empty } from '../controls/empty.tsx'
import { Notice } from '../controls/notice.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { Field } from './form.tsx'
import { RATE_CATEGORIES, useOwnRates } from './own-rates.ts'
import { OwnRatesSection } from './own-rates-section.tsx'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const t = words.settings.rates

/** The list prices that sends are judged and figured by, on any day, and what each number means. */
export function RatesPage() {
  const { workspace, role } = useSession()
  const own = useOwnRates().data ?? []
  const today = dayIn(platformTime(usePlatformNow('minute')), workspace.timeZone)
  const currencies = [...new Set((useAccounts().data ?? []).flatMap(({ wabas }) => wabas.map((waba) => waba.currency)))]
  const [chosenDay, setDay] = useState<string | null>(null)
  const [chosenCurrency, setCurrency] = useState<string | null>(null)
  const [search, setSearch] = useState('')
  const day = chosenDay ?? today
  const currency = chosenCurrency ?? currencies[0] ?? 'USD'
  const listed = cardFor(rateCards, day, currency)
  const choice = cardFor(withOwnRates(rateCards, own), day, currency)
  const later = rateCards.filter((card) => card.currency === choice?.card.currency).find((card) => card.from > day)
  const markets = Object.entries(choice?.card.markets ?? {}).filter(([market]) =>
    market.toLowerCase().includes(search.trim().toLowerCase()),
  )
  return (
    <>
      <Section title={t.title} hint={t.hint}>
        <div className="mb-3 flex flex-wrap gap-3">
          <Field label={t.day} className="w-44">
            {(control) => (
              <input
                {...control}
                type="date"
                value={day}
                data-testid="rate-day"
                onChange={(event) => setDay(event.currentTarget.value || null)}
              />
            )}
          </Field>
          <Field label={t.currency} className="w-28">
            {(control) => (
              <select {...control} value={currency} onChange={(event) => setCurrency(event.currentTarget.value)}>
                {[...new Set([currency, ...currencies, 'USD'])].map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t.search} className="min-w-[180px] flex-1 desk:max-w-[280px]">
            {(control) => (
              <input
                {...control}
                type="search"
                className={`${fieldClass} h-8`}
                value={search}
                data-testid="rate-search"
                onChange={(event) => setSearch(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        {choice && (
          <div className="mb-3 grid gap-2 text-xs text-ink-2">
            <p className="flex flex-wrap items-center gap-2" data-testid="rate-card">
              <Chip tone={choice.card.estimate || !choice.exact ? 'warn' : 'ok'}>
                {choice.card.estimate || !choice.exact ? t.estimate : t.exact}
              </Chip>
              {t.card(choice.card.currency, listed?.card.from ?? choice.card.from, later?.from ?? null)}
            </p>
            {choice.card.currency !== currency && (
              <Notice tone="warn" role="note">
                {t.otherCurrency(currency, choice.card.currency)}
              </Notice>
            )}
            <p>
              {sourceName(choice.card.source)}. {choice.card.note}
            </p>
          </div>
        )}
        {markets.length === 0 ? (
          <Empty>{t.none}</Empty>
        ) : (
          <Table label={t.title} columns={[t.market, ...RATE_CATEGORIES.map((category) => t.categories[category])]}>
            {markets.map(([market, rates]) => (
              <tr key={market} className={rowClass} data-testid="rate-row">
                <th scope="row" className={`${cellClass} text-start font-medium whitespace-nowrap`}>
                  {market}
                </th>
                {RATE_CATEGORIES.map((category) => (
                  <td key={category} className={`${cellClass} tabular-nums`}>
                    {rates[category] ?? <span className="text-ink-3">{t.noRate}</span>}
                    {rates[category] !== listed?.card.markets[market]?.[category] && (
                      <span className="block text-2xs text-accent" data-testid="own-price">
                        {t.own.insteadOf(listed?.card.markets[market]?.[category] ?? t.noRate)}
                      </span>
                    )}
                    {choice?.card.tiers?.[market]?.[category] && <span className="block text-2xs text-ink-3">{t.tiers}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </Table>
        )}
      </Section>
      {listed && <OwnRatesSection rates={own} card={listed.card} today={today} writes={role === 'owner' || role === 'admin'} />}
      <Section title={t.meansTitle}>
        <ul className="m-0 grid max-w-[72ch] gap-1.5 ps-4 text-ink-2">
          {t.means.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Section>
    </>
  )
}
