import { isZeroAmount } from '@casement/platform'
import { amountText, ONE_MESSAGE } from '../money/price-words.ts'
import { locale, words } from '../strings/words.ts'
import { useContactFacts } from './contact.ts'

/** What this person cost this month over all our numbers: charged where Meta has said so, else estimated. */
export function Spent({ threadId, name }: { threadId: string; name: string }) {
  const spent = useContactFacts(threadId).data?.spent
  if (!spent?.currency || spent.paid + spent.free === 0) return null
  const month = new Date(`${spent.month}-15T12:00:00Z`).toLocaleDateString(locale, { month: 'long', timeZone: 'UTC' })
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-4">
      <h3 className="mb-[7px] text-xs font-strong">{words.contact.spent(name.split(' ')[0] ?? name, month)}</h3>
      <p className="flex items-center gap-3 text-2xs leading-[1.4] text-ink-3">
        <span className="text-xl font-[560] tracking-display text-ink">
          {amountText(isZeroAmount(spent.amount) ? '0' : spent.amount, spent.currency, ONE_MESSAGE)}
        </span>
        <span>
          {words.contact.paid(spent.paid, spent.paid + spent.free)}
          <br />
          {words.contact.freeOnes(spent.free)}
        </span>
      </p>
    </section>
  )
}
