import type { RenderedHeader } from '@casement/rules'
import { ShoppingBag } from 'lucide-react'
import { words } from '../strings/words.ts'
import { MediaView } from './media-view.tsx'
import { RenderedMediaBox } from './rendered-media.tsx'
import { Place } from './rendered-parts.tsx'
import { Spans } from './spans.tsx'

/** Whatever stands on top of a message or a card. */
export function RenderedHeaderBox({ header, quiet }: { header: RenderedHeader; quiet: string }) {
  if (header.kind === 'text') {
    return (
      <p className="mb-0.5 font-strong">
        <Spans spans={header.spans} />
      </p>
    )
  }
  if (header.kind === 'location') return <Place place={header} quiet={quiet} />
  if (header.kind === 'product')
    return (
      <p className={`-mx-1.5 mb-1.5 flex items-center gap-2 rounded-md bg-current/6 px-2 py-3 ${quiet}`}>
        <ShoppingBag size={16} aria-hidden="true" />
        {header.retailerId ?? words.message.product}
      </p>
    )
  return <MediaView media={header} fallback={<RenderedMediaBox media={header} quiet={quiet} />} />
}
