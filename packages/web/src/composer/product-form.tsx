import { messageLimits } from '@casement/platform'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Search, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { catalogsQuery, type Product, useNamedProducts, useProducts } from '../catalogs/catalogs.ts'
import { ProductLine } from '../catalogs/product-line.tsx'
import { Button } from '../controls/button.tsx'
import type { Content } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import { Line, Panel } from './panel.tsx'

/** Products to send: picked from an imported catalogue with picture and price, or named by their ids where none was imported. */
export function ProductForm({ onAdd, onClose }: { onAdd: (name: string, content: Content) => void; onClose: () => void }) {
  const catalogs = useQuery(catalogsQuery)
  const [chosen, setChosen] = useState<string | null>(null)
  const [wanted, setWanted] = useState<readonly string[]>([])
  const [typedCatalog, setTypedCatalog] = useState('')
  const [typedIds, setTypedIds] = useState('')
  const [header, setHeader] = useState('')
  const [body, setBody] = useState('')
  const { products } = words.desk.composer
  const imported = catalogs.data ?? []
  const catalogId = chosen ?? imported[0]?.id ?? typedCatalog.trim()
  const many = wanted.length > 1
  const ready =
    catalogId !== '' &&
    wanted.length > 0 &&
    wanted.length <= messageLimits.product.productsTotal.value &&
    (!many || (header.trim() !== '' && body.trim() !== ''))
  const add = () => {
    onAdd(products.title, { type: 'interactive', interactive: interactiveOf(catalogId, wanted, header.trim(), body.trim()) })
    onClose()
  }
  return (
    <Panel title={products.title} onClose={onClose} align="start" width="w-[380px]">
      {imported.length > 0 ? (
        <>
          {imported.length > 1 && (
            <select
              aria-label={products.catalog}
              value={catalogId}
              onChange={(event) => {
                setChosen(event.currentTarget.value)
                setWanted([])
              }}
              className="mb-2 h-[30px] w-full rounded-sm bg-surface px-2 text-sm shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken"
            >
              {imported.map(({ id, products: count }) => (
                <option key={id} value={id}>
                  {words.desk.catalog.option(id, count)}
                </option>
              ))}
            </select>
          )}
          <ProductPicker key={catalogId} catalogId={catalogId} wanted={wanted} onChange={setWanted} />
        </>
      ) : (
        <>
          <Line label={products.catalog} value={typedCatalog} onChange={setTypedCatalog} />
          <Line
            label={products.ids}
            value={typedIds}
            onChange={(text) => {
              setTypedIds(text)
              setWanted(idsOf(text))
            }}
            multiline
          />
          <p className="mb-2 text-2xs text-ink-3">
            <Link to="/settings/$section" params={{ section: 'catalogs' }} className="text-accent underline">
              {words.desk.catalog.importFirst}
            </Link>
          </p>
        </>
      )}
      {many && <Line label={products.header} value={header} onChange={setHeader} />}
      <Line label={products.body} value={body} onChange={setBody} />
      <p className="mb-2 text-2xs text-ink-3">{products.how}</p>
      <Button look="primary" className="w-full" disabled={!ready} onClick={add} data-testid="use-products">
        {products.add(wanted.length)}
      </Button>
    </Panel>
  )
}

function ProductPicker({
  catalogId,
  wanted,
  onChange,
}: {
  catalogId: string
  wanted: readonly string[]
  onChange: (ids: readonly string[]) => void
}) {
  const [search, setSearch] = useState('')
  const found = useProducts(catalogId, useDeferredValue(search.trim()))
  const named = useNamedProducts(wanted)
  const rows = found.data?.pages.flatMap((page) => page.data) ?? []
  const toggle = ({ retailerId }: Product) =>
    onChange(wanted.includes(retailerId) ? wanted.filter((id) => id !== retailerId) : [...wanted, retailerId])
  const t = words.desk.catalog
  return (
    <>
      <label className="flex h-[30px] items-center gap-2 rounded-sm bg-surface px-2.5 text-xs shadow-[inset_0_0_0_1px_var(--line-strong)] focus-within:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken">
        <Search size={14} className="text-ink-3" aria-hidden="true" />
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          className="min-w-0 flex-1 bg-transparent outline-none focus-visible:shadow-none max-desk:text-lg"
        />
      </label>
      <ul
        aria-label={t.products}
        className="-mx-1 my-1.5 max-h-[220px] overflow-y-auto"
        onScroll={({ currentTarget: list }) => {
          const nearEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120
          if (nearEnd && found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage()
        }}
      >
        {rows.map((product) => {
          const picked = wanted.includes(product.retailerId)
          return (
            <li key={product.retailerId}>
              <button
                type="button"
                aria-pressed={picked}
                data-testid="product"
                onClick={() => toggle(product)}
                className={clsx(
                  'flex w-full rounded-sm px-1.5 py-1 text-start text-sm',
                  picked ? 'bg-selected' : 'hover:bg-hover',
                )}
              >
                <ProductLine product={product} />
              </button>
            </li>
          )
        })}
        {found.data && rows.length === 0 && <li className="px-1.5 py-1 text-xs text-ink-3">{t.noneFound}</li>}
      </ul>
      {wanted.length > 0 && (
        <ul aria-label={t.picked} className="mb-2 flex flex-wrap gap-1">
          {wanted.map((id) => (
            <li key={id}>
              <button
                type="button"
                aria-label={t.putBack(named.get(id)?.title ?? id)}
                onClick={() => onChange(wanted.filter((other) => other !== id))}
                className="flex h-6 max-w-[160px] items-center gap-1 rounded-full bg-sunken px-2 text-2xs hover:bg-hover"
              >
                <span className="truncate">{named.get(id)?.title ?? id}</span>
                <X size={11} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const idsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,]/)
      .map((id) => id.trim())
      .filter(Boolean),
  ),
]

function interactiveOf(catalog_id: string, ids: readonly string[], header: string, body: string) {
  const text = body === '' ? {} : { body: { text: body } }
  const [first] = ids
  if (ids.length === 1) return { type: 'product', ...text, action: { catalog_id, product_retailer_id: first } }
  const product_items = ids.map((id) => ({ product_retailer_id: id }))
  const sections = [{ title: header.slice(0, messageLimits.product.sectionTitle.value), product_items }]
  return { type: 'product_list', header: { type: 'text', text: header }, ...text, action: { catalog_id, sections } }
}
