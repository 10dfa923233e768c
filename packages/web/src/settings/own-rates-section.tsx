import type { RateCard, RateCategory } from '@casement/platform'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { Field, FormError, fixAt, useSaving } from './form.tsx'
import { type KeptRate, RATE_CATEGORIES, removeOwnRate, setOwnRate } from './own-rates.ts'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const FIELDS = ['market', 'category', 'from', 'amount', 'note']

/** What the business pays otherwise than listed: kept with its day and where it comes from, and figured by everywhere. */
export function OwnRatesSection({
  rates,
  card,
  today,
  writes,
}: {
  rates: readonly KeptRate[]
  card: RateCard
  today: string
  writes: boolean
}) {
  const t = words.settings.rates
  const removing = useSaving()
  return (
    <Section title={t.own.title} hint={t.own.hint}>
      {rates.length > 0 && (
        <Table
          label={t.own.title}
          columns={[t.market, t.own.category, t.own.from, t.own.amount, t.own.note, ...(writes ? [''] : [])]}
        >
          {rates.map((rate) => (
            <tr key={`${rate.currency} ${rate.market} ${rate.category} ${rate.from}`} className={rowClass} data-testid="own-rate">
              <th scope="row" className={`${cellClass} text-start font-medium`}>
                {rate.market}
              </th>
              <td className={cellClass}>{t.categories[rate.category]}</td>
              <td className={`${cellClass} whitespace-nowrap`}>{rate.from}</td>
              <td className={`${cellClass} tabular-nums whitespace-nowrap`}>
                {rate.amount === null ? t.own.asListed : `${rate.amount} ${rate.currency}`}
              </td>
              <td className={cellClass}>
                {rate.note}
                <span className="block text-2xs text-ink-3">{t.own.by(rate.by)}</span>
              </td>
              {writes && (
                <td className={`${cellClass} text-end`}>
                  <Button
                    size="sm"
                    disabled={removing.busy}
                    onClick={() => void removing.run(() => removeOwnRate(rate))}
                    data-testid="remove-own-rate"
                  >
                    {t.own.remove}
                    <span className="sr-only">: {t.own.which(rate.market, t.categories[rate.category], rate.from)}</span>
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      {removing.error !== null && <ProblemNotice error={removing.error} className="mt-2" />}
      {rates.length === 0 && !writes && <p className="text-ink-3">{t.own.none}</p>}
      {writes && <NewRate card={card} today={today} />}
    </Section>
  )
}

function NewRate({ card, today }: { card: RateCard; today: string }) {
  const t = words.settings.rates
  const saving = useSaving()
  const markets = Object.keys(card.markets)
  const [market, setMarket] = useState('')
  const [category, setCategory] = useState<RateCategory>('marketing')
  const [from, setFrom] = useState(today)
  const [amount, setAmount] = useState('')
  const [note, setNote] = useState('')
  const touched = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      saving.touch()
      set(value)
    }
  }
  const save = async () => {
    const rate = { currency: card.currency, market, category, from, amount: amount.trim() || null, note: note.trim() }
    if (await saving.run(() => setOwnRate(rate))) setAmount('')
  }
  return (
    <form
      aria-label={t.own.add}
      className="mt-4 grid gap-3 desk:grid-cols-[minmax(140px,1fr)_minmax(120px,1fr)_150px_120px_minmax(160px,2fr)_auto]"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field label={t.market} error={fixAt(saving.error, 'market')}>
        {(control) => (
          <select
            {...control}
            required
            value={market}
            data-testid="own-market"
            onChange={(event) => touched(setMarket)(event.currentTarget.value)}
          >
            <option value="" />
            {markets.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.own.category} error={fixAt(saving.error, 'category')}>
        {(control) => (
          <select
            {...control}
            value={category}
            data-testid="own-category"
            onChange={(event) => touched(setCategory)(event.currentTarget.value as RateCategory)}
          >
            {RATE_CATEGORIES.map((one) => (
              <option key={one} value={one}>
                {t.categories[one]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.own.from} error={fixAt(saving.error, 'from')}>
        {(control) => (
          <input
            {...control}
            type="date"
            required
            value={from}
            data-testid="own-from"
            onChange={(event) => touched(setFrom)(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t.own.amountIn(card.currency)} hint={t.own.amountHint} error={fixAt(saving.error, 'amount')}>
        {(control) => (
          <input
            {...control}
            inputMode="decimal"
            value={amount}
            placeholder={card.markets[market]?.[category] ?? ''}
            data-testid="own-amount"
            onChange={(event) => touched(setAmount)(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t.own.note} hint={t.own.noteHint} error={fixAt(saving.error, 'note')}>
        {(control) => (
          <input
            {...control}
            required
            maxLength={500}
            value={note}
            data-testid="own-note"
            onChange={(event) => touched(setNote)(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button
        type="submit"
        look="primary"
        className="self-start desk:mt-[22px]"
        disabled={saving.busy}
        data-testid="save-own-rate"
      >
        {t.own.save}
      </Button>
      <div className="desk:col-span-6">
        <FormError error={saving.error} fields={FIELDS} />
        <p role="status" className="text-xs text-ink-2">
          {saving.saved && t.own.saved}
        </p>
      </div>
    </form>
  )
}
