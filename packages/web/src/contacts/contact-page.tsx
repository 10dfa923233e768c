import { useParams } from '@tanstack/react-router'
import { Attributes } from './attributes.tsx'
import { useContact } from './contact.ts'

export function ContactPage() {
  const { contactId } = useParams({ from: '/contacts/$contactId' })
  const contact = useContact(contactId).data
  return (
    <>
      <header className="flex min-h-14 flex-none items-center border-b border-line px-5 max-desk:px-4">
        <h1 className="truncate text-lg font-strong tracking-tight">{contact?.name || contact?.phone}</h1>
      </header>
      <div className="max-w-[420px]">
        <Attributes contactId={contactId} />
      </div>
    </>
  )
}
