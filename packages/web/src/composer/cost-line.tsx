import type { Decision, Price } from '@casement/rules'
import { CircleAlert, Coins, Pause } from 'lucide-react'
import type { ReactNode } from 'react'
import { whenTime } from '../clock/time-words.ts'
import { isFree, priceShort } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { WindowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'

/** Under the box: what this message costs and by which rule, or why it may not go, before anything is pressed. */
export function CostLine({
  decision,
  window,
  now,
  after,
  hint,
}: {
  decision: Decision | null
  window: WindowNow
  now: number
  after?: string | undefined
  /** What to say while there is nothing to judge yet. */
  hint?: string
}) {
  if (!decision) {
    return (
      <Line icon={<WindowRing quiet size={20} window={window} />}>
        <span className="text-ink-3">{hint}</span>
      </Line>
    )
  }
  switch (decision.kind) {
    case 'send':
      return (
        <Line
          icon={
            isFree(decision.price) ? (
              <WindowRing quiet size={20} window={window} />
            ) : (
              <Coins size={16} className="mx-0.5 text-ink-3" aria-hidden="true" />
            )
          }
        >
          <PriceWords price={decision.price} /> {after && <span className="text-ink-3">{after}</span>}
        </Line>
      )
    case 'hold':
      return (
        <Line icon={<Pause size={16} className="mx-0.5 text-warn-text" aria-hidden="true" />}>
          <b className="font-strong text-warn-text">
            {decision.until === null ? words.cost.held : words.cost.heldUntil(whenTime(decision.until, now))}
          </b>{' '}
          {decision.because} <span className="text-ink-3">{decision.remedy}</span>
        </Line>
      )
    case 'refuse':
      return (
        <Line icon={<CircleAlert size={16} className="mx-0.5 text-danger-text" aria-hidden="true" />}>
          <b className="font-strong text-danger-text">{words.cost.refused}</b> {decision.because}{' '}
          <span className="text-ink-3">{decision.remedy}</span>
        </Line>
      )
  }
}

/** The price in the rules' own sentence; what it begins with is what one looks for, so that stands out. */
function PriceWords({ price }: { price: Price }) {
  const lead = /^(Probably free|Free|\D{0,4}\d[\d.]*)/.exec(price.because)?.[0] ?? ''
  return (
    <>
      {lead === '' ? (
        <b className={isFree(price) ? 'font-strong text-free' : 'font-strong'}>{priceShort(price)} </b>
      ) : (
        <b className={isFree(price) ? 'font-strong text-free' : 'font-strong'}>{lead}</b>
      )}
      {price.because.slice(lead.length)}
    </>
  )
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div
      role="status"
      data-testid="cost-line"
      className="flex min-h-[30px] items-center gap-2 px-2 pt-2 pb-0.5 text-xs leading-[1.4] max-desk:items-start"
    >
      <span className="grid w-5 flex-none place-items-center">{icon}</span>
      <span className="min-w-0 flex-1">{children}</span>
    </div>
  )
}
