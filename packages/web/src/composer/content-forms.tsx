import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import type { Content } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import { Line, Panel } from './panel.tsx'
import { ProductForm } from './product-form.tsx'
import { readPoint } from './read-point.ts'

export type ContentForm = 'location' | 'contact' | 'products'
type FormProps = { readonly onAdd: (name: string, content: Content) => void; readonly onClose: () => void }

/** What is made in a form and hangs on the box until it goes: a place, cards, products. */
export function ContentFormPanel({ form, ...rest }: FormProps & { form: ContentForm }) {
  if (form === 'location') return <LocationForm {...rest} />
  return form === 'contact' ? <ContactForm {...rest} /> : <ProductForm {...rest} />
}

function LocationForm({ onAdd, onClose }: FormProps) {
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [point, setPoint] = useState('')
  const read = readPoint(point)
  const { location } = words.desk.composer
  const add = () => {
    if (!read) return
    const known = {
      ...read,
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(address.trim() ? { address: address.trim() } : {}),
    }
    onAdd(name.trim() || words.message.location, { type: 'location', location: known })
    onClose()
  }
  return (
    <Panel title={location.title} onClose={onClose} align="start">
      <Line label={location.name} value={name} onChange={setName} />
      <Line label={location.address} value={address} onChange={setAddress} />
      <Line label={location.point} value={point} onChange={setPoint} placeholder={location.pointHint} />
      {point.trim() !== '' && !read && <p className="mb-2 text-xs text-danger-text">{location.pointWrong}</p>}
      <Button look="primary" className="w-full" disabled={!read} onClick={add}>
        {location.add}
      </Button>
    </Panel>
  )
}

type Card = { readonly name: string; readonly phone: string; readonly email: string; readonly organisation: string }
const blank: Card = { name: '', phone: '', email: '', organisation: '' }

function ContactForm({ onAdd, onClose }: FormProps) {
  const [cards, setCards] = useState<readonly Card[]>([blank])
  const { contact } = words.desk.composer
  const whole = cards.every((card) => card.name.trim() !== '' && (card.phone.trim() !== '' || card.email.trim() !== ''))
  const change = (index: number, with_: Partial<Card>) =>
    setCards(cards.map((card, each) => (each === index ? { ...card, ...with_ } : card)))
  return (
    <Panel title={contact.title} onClose={onClose} align="start">
      {cards.map((card, index) => (
        <fieldset
          // Cards have no names of their own while they are written.
          // biome-ignore lint/suspicious/noArrayIndexKey: their place is what tells them apart
          key={index}
          aria-label={contact.card(index + 1)}
          className="mb-2 border-b border-line pb-1"
        >
          {(['name', 'phone', 'email', 'organisation'] as const).map((field) => (
            <Line
              key={field}
              label={contact[field]}
              value={card[field]}
              type={field === 'phone' ? 'tel' : field === 'email' ? 'email' : 'text'}
              onChange={(value) => change(index, { [field]: value })}
            />
          ))}
          {cards.length > 1 && (
            <Button size="sm" look="ghost" onClick={() => setCards(cards.filter((_, each) => each !== index))}>
              {contact.remove}
            </Button>
          )}
        </fieldset>
      ))}
      <Button size="sm" className="mb-2" onClick={() => setCards([...cards, blank])}>
        {contact.another}
      </Button>
      {!whole && <p className="mb-2 text-2xs text-ink-3">{contact.needs}</p>}
      <Button
        look="primary"
        className="w-full"
        disabled={!whole}
        onClick={() => {
          onAdd(cards.map((card) => card.name.trim()).join(', '), { type: 'contacts', contacts: cards.map(contactOf) })
          onClose()
        }}
      >
        {contact.add(cards.length)}
      </Button>
    </Panel>
  )
}

const contactOf = (card: Card) => {
  const [first, ...rest] = card.name.trim().split(/\s+/)
  return {
    name: { formatted_name: card.name.trim(), first_name: first, ...(rest.length > 0 ? { last_name: rest.join(' ') } : {}) },
    ...(card.phone.trim() ? { phones: [{ phone: card.phone.trim(), type: 'WORK', ...waId(card.phone) }] } : {}),
    ...(card.email.trim() ? { emails: [{ email: card.email.trim(), type: 'WORK' }] } : {}),
    ...(card.organisation.trim() ? { org: { company: card.organisation.trim() } } : {}),
  }
}
/** With it the card has a button to write to them. */
const waId = (phone: string) => (phone.trim().startsWith('+') ? { wa_id: phone.replace(/\D/g, '') } : {})
