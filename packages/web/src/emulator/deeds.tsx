import { Button } from '../controls/button.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import type { Customer } from './customer.ts'
import { changeCustomer, customerCalls, customerFeedback, customerWrites } from './emulator.ts'

/** What customers do besides writing. */
export function Deeds({ customer, onProblem }: { customer: Customer; onProblem: (problem: string | null) => void }) {
  const { emulator } = useSession()
  if (!emulator) return null
  const { waId } = customer
  const name = customer.name.split(' ')[0] ?? customer.name
  const to = emulator.phoneNumberId
  const run = (deed: Promise<unknown>) =>
    deed.then(
      () => onProblem(null),
      (error: unknown) => onProblem(error instanceof Error ? error.message : String(error)),
    )
  const feedback = (kind: 'block' | 'unblock' | 'report') =>
    void run(customerFeedback(words.action.feedback(name, kind), waId, to, kind))

  const adClick = {
    to,
    type: 'text',
    text: { body: words.phone.adText },
    arrival: 'ad',
    referral: {
      source_type: 'ad',
      source_id: '120208330950590000',
      source_url: 'https://fb.me/demo-ad',
      headline: words.phone.adHeadline,
      body: words.phone.adBody,
      media_type: 'image',
      ctwa_clid: 'ARAkLkA8rmlFeiCktEJQ',
    },
  }
  return (
    <fieldset className="flex flex-wrap justify-center gap-1.5" aria-label={words.phone.deeds}>
      <Button size="sm" onClick={() => void run(customerCalls(words.action.called(name), waId, to))}>
        {words.phone.call}
      </Button>
      <Button
        size="sm"
        data-testid="phone-click-ad"
        onClick={() => void run(customerWrites(words.action.clickedAd(name), waId, adClick))}
      >
        {words.phone.clickAd}
      </Button>
      <Button
        size="sm"
        data-testid="phone-stop"
        onClick={() =>
          void run(customerWrites(words.action.wrote(name, 'STOP'), waId, { to, type: 'text', text: { body: 'STOP' } }))
        }
      >
        {words.phone.sayStop}
      </Button>
      <Button size="sm" aria-pressed={customer.blocks} onClick={() => feedback(customer.blocks ? 'unblock' : 'block')}>
        {customer.blocks ? words.phone.unblock : words.phone.block}
      </Button>
      <Button size="sm" onClick={() => feedback('report')}>
        {words.phone.report}
      </Button>
      <Button
        size="sm"
        aria-pressed={!customer.reachable}
        onClick={() =>
          void run(changeCustomer(words.action.reach(name, !customer.reachable), waId, { reachable: !customer.reachable }))
        }
      >
        {customer.reachable ? words.phone.goOffline : words.phone.goOnline}
      </Button>
    </fieldset>
  )
}
