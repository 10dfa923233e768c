import type { RenderedOffer } from '@casement/rules'
import { Tag } from 'lucide-react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { spanShort } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'

const DAY_MS = 86_400_000

/** The box of a limited-time offer: what it is, when it ends, and its code. While the end is unknown it is shown a day away. */
export function OfferBox({ offer, quiet }: { offer: RenderedOffer; quiet: string }) {
  const now = usePlatformNow('minute')
  const left = Math.max(0, (offer.endsAt ?? now + DAY_MS) - now)
  return (
    <div className="-mx-1.5 mb-1.5 flex items-center gap-2 rounded-md bg-current/6 px-2 py-1.5">
      <Tag size={16} aria-hidden="true" />
      <p className="min-w-0 flex-1 leading-snug">
        <b className="block truncate font-medium">{offer.text || words.templateDesk.phone.offer}</b>
        <span className={`text-2xs ${quiet}`}>
          {offer.expires && words.templateDesk.phone.offerEnds(spanShort(left))}
          {offer.code && ` ${words.templateDesk.phone.offerCode(offer.code)}`}
        </span>
      </p>
    </div>
  )
}
