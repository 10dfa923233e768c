import { ShoppingBag } from 'lucide-react'
import { useState } from 'react'
import { amountText } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Product, pictureOf } from './catalogs.ts'

const CENTS = 2

/** A product as a line: its picture, what it is, what it costs. */
export function ProductLine({ product }: { product: Product }) {
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2.5">
      <ProductPicture product={product} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{product.title}</span>
        <span className="block truncate text-2xs text-ink-3">{product.description || product.retailerId}</span>
      </span>
      <span className="flex-none text-end text-xs">
        {product.price && amountText(product.price.amount, product.price.currency, CENTS)}
        {!product.available && <span className="block text-2xs text-warn-text">{words.desk.catalog.gone}</span>}
      </span>
    </span>
  )
}

/** A picture that does not come is a bag: nothing is broken by it. */
export function ProductPicture({ product, size = 36 }: { product: Product; size?: number }) {
  const [missing, setMissing] = useState(!product.hasPicture)
  return (
    <span
      className="grid flex-none place-items-center overflow-hidden rounded-sm bg-current/6 text-ink-3"
      style={{ width: size, height: size }}
    >
      {missing ? (
        <ShoppingBag size={Math.round(size / 2.4)} aria-hidden="true" />
      ) : (
        <img
          src={pictureOf(product)}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          onError={() => setMissing(true)}
          className="size-full object-cover"
        />
      )}
    </span>
  )
}
