import { useContact } from '../contacts/contact.ts'
import { useSession } from '../session/session.ts'
import type { Thread } from '../threads/threads.ts'

/** What the variables of quick replies are filled from. */
export function useKnown(thread: Thread) {
  const { person } = useSession()
  const attributes = useContact(thread.contact.id).data?.attributes ?? {}
  return {
    contact: { name: thread.contact.name, phone: thread.contact.phone, attributes },
    agent: { name: person.name },
    number: { name: thread.number.name ?? thread.number.displayPhoneNumber },
  }
}
