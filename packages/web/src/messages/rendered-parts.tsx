import type { Rendered, RenderedContact, RenderedList, RenderedOrder } from '@casement/rules'
import { clsx } from 'clsx'
import { Building2, ChevronDown, ContactRound, Mail, MapPin, Phone, ShoppingBag } from 'lucide-react'
import type { ReactNode } from 'react'
import { useNamedProducts } from '../catalogs/catalogs.ts'
import { words } from '../strings/words.ts'
import type { Stage } from './rendered-message.tsx'

/** Something that unfolds in the bubble: what a phone shows on a sheet of its own. */
function Unfold({ label, open = false, children }: { label: ReactNode; open?: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group -mx-3 mt-2 -mb-2 border-t border-current/12">
      <summary className="flex cursor-pointer list-none items-center justify-center gap-1.5 px-3 py-[7px] text-sm font-medium [&::-webkit-details-marker]:hidden">
        {label}
        <ChevronDown size={14} className="transition-quick group-open:rotate-180" aria-hidden="true" />
      </summary>
      <div className="border-t border-current/12 px-3 py-2">{children}</div>
    </details>
  )
}

export function ListRows({ list, after }: { list: RenderedList; after?: Stage['afterRow'] }) {
  return (
    <Unfold label={list.button || words.desk.list.show} open={after !== undefined}>
      {list.sections.map((section) => (
        <div key={section.title} className="[&+&]:mt-2">
          {section.title && <p className="text-xs font-strong">{section.title}</p>}
          <ul className="m-0 list-none p-0">
            {section.rows.map((row) => (
              <li key={row.id} className="py-1 text-sm leading-snug">
                {row.title}
                {after?.(row)}
                {row.description && <span className="block text-xs opacity-75">{row.description}</span>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Unfold>
  )
}

export function ContactCard({ contact, quiet }: { contact: RenderedContact; quiet: string }) {
  const lines = [
    ...(contact.organisation ? [{ Icon: Building2, text: contact.organisation, href: null }] : []),
    ...contact.phones.filter(Boolean).map((phone) => ({ Icon: Phone, text: phone, href: `tel:${phone.replace(/\s/g, '')}` })),
    ...contact.emails.filter(Boolean).map((email) => ({ Icon: Mail, text: email, href: `mailto:${email}` })),
  ]
  return (
    <div className="mb-1 rounded-md bg-current/6 px-2.5 py-2">
      <p className="flex items-center gap-2 font-medium">
        <ContactRound size={16} aria-hidden="true" />
        {contact.name}
      </p>
      {lines.map(({ Icon, text, href }) => (
        <p key={text} className={clsx('mt-1 flex items-center gap-2 text-xs', quiet)}>
          <Icon size={13} className="flex-none" aria-hidden="true" />
          {href ? (
            <a href={href} className="min-w-0 truncate underline underline-offset-2">
              {text}
            </a>
          ) : (
            <span className="min-w-0 truncate">{text}</span>
          )}
        </p>
      ))}
    </div>
  )
}

export function Place({ place, quiet }: { place: Extract<Rendered['header'], { kind: 'location' }>; quiet: string }) {
  const { latitude, longitude } = place
  const known = latitude !== undefined && longitude !== undefined
  return (
    <div className="-mx-1 mb-1 overflow-hidden rounded-md bg-current/6">
      <div className="place-map grid h-20 place-items-center">
        <MapPin size={24} className="text-accent" aria-hidden="true" />
      </div>
      <div className="px-2.5 py-2">
        <p className="font-medium">{place.name || words.message.location}</p>
        {place.address && <p className={clsx('text-xs', quiet)}>{place.address}</p>}
        {!known && !place.name && <p className={clsx('text-xs', quiet)}>{words.templateDesk.phone.map}</p>}
        {known && (
          <p className={clsx('mt-1 flex flex-wrap items-center gap-x-2 text-xs', quiet)}>
            {words.desk.media.point(latitude.toFixed(5), longitude.toFixed(5))}
            <a
              href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
              target="_blank"
              rel="noreferrer noopener"
              className="underline underline-offset-2"
            >
              {words.desk.media.showMap}
            </a>
          </p>
        )}
      </div>
    </div>
  )
}

export function Cart({ order, quiet }: { order: RenderedOrder; quiet: string }) {
  const items = order.items.reduce((sum, item) => sum + item.quantity, 0)
  // A cart names products by their ids; one of a template's goes by its words, and finds nothing here.
  const named = useNamedProducts(order.items.map((item) => item.name))
  return (
    <div className="mb-1 rounded-md bg-current/6 px-2.5 py-2">
      <p className="flex items-center gap-2 font-medium">
        <ShoppingBag size={16} aria-hidden="true" />
        {words.message.order(items, order.total, order.currency)}
      </p>
      <ul className="m-0 mt-1 list-none p-0 text-xs">
        {order.items.map((item) => (
          <li key={`${item.name} ${item.amount}`} className={clsx('flex justify-between gap-3 py-0.5', quiet)}>
            <span className="min-w-0 truncate">
              {words.desk.order.item(item.quantity, named.get(item.name)?.title ?? item.name)}
            </span>
            <span className="flex-none">{item.amount}</span>
          </li>
        ))}
      </ul>
      {(order.reference || order.status) && (
        <p className={clsx('mt-1 text-xs', quiet)}>{[order.reference, order.status].filter(Boolean).join(', ')}</p>
      )}
    </div>
  )
}

export function Products({ products, quiet }: { products: NonNullable<Rendered['products']>; quiet: string }) {
  const ids = products.sections.flatMap((section) => section.retailerIds)
  const named = useNamedProducts(ids)
  if (ids.length === 0) return null
  return (
    <div className="mt-1 text-xs">
      <p className="flex items-center gap-1.5">
        <ShoppingBag size={13} aria-hidden="true" />
        {words.desk.products(ids.length)}
      </p>
      {products.sections.map((section) => (
        <p key={section.title + section.retailerIds.join()} className={clsx('mt-0.5', quiet)}>
          {section.title && `${section.title}: `}
          {section.retailerIds.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {named.get(id)?.title ?? <span className="font-mono text-[0.92em]">{id}</span>}
            </span>
          ))}
        </p>
      ))}
    </div>
  )
}

/** What somebody filled into a form of ours, field by field. */
export function FlowAnswers({ answers }: { answers: readonly (readonly [string, string])[] }) {
  return (
    <Unfold label={words.desk.answers.show}>
      <dl className="grid gap-1 text-xs">
        {answers.map(([name, value]) => (
          <div key={name} className="grid grid-cols-[minmax(0,40%)_minmax(0,1fr)] gap-2">
            <dt className="truncate opacity-75">{name.replaceAll('_', ' ')}</dt>
            <dd className="m-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Unfold>
  )
}
