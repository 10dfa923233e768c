import type { RenderedHeader } from '@casement/rules'
import { ShoppingBag } from 'lucide-react'
import { useNamedProducts } from '../catalogs/catalogs.ts'
import { ProductLine } from '../catalogs/product-line.tsx'
import { words } from '../strings/words.ts'
import { MediaView } from './media-view.tsx'
import { RenderedMediaBox } from './rendered-media.tsx'
import { Place } from './rendered-parts.tsx'
import { Spans } from './spans.tsx'

/** A product as it is known from the imported catalogue; else its id. */
function ProductHeader({ retailerId, quiet }: { retailerId: string | null; quiet: string }) {
  const product = useNamedProducts(retailerId === null ? [] : [retailerId]).get(retailerId ?? '')
  return (
    <p className={`-mx-1.5 mb-1.5 flex items-center gap-2 rounded-md bg-current/6 px-2 ${product ? 'py-2' : `py-3 ${quiet}`}`}>
      {product ? (
        <ProductLine product={product} />
      ) : (
        <>
          <ShoppingBag size={16} aria-hidden="true" />
          {retailerId ?? words.message.product}
        </>
      )}
    </p>
  )
}

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
  if (header.kind === 'product') return <ProductHeader retailerId={header.retailerId ?? null} quiet={quiet} />
  return <MediaView media={header} fallback={<RenderedMediaBox media={header} quiet={quiet} />} />
}
