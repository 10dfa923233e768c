import { useEffect, useRef } from 'react'
import type { Message } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import type { Customer } from './customer.ts'
import { customerReads } from './emulator.ts'
import { unreadOnPhone } from './phone-chat.ts'

/** While somebody looks at the phone, what arrives on it is read, once. */
export function usePhoneReads(customer: Customer, messages: readonly Message[], reading: boolean): void {
  const told = useRef(new Set<string>())
  const unread = unreadOnPhone(messages)?.wamid
  useEffect(() => {
    if (!reading || !unread || told.current.has(unread)) return
    told.current.add(unread)
    customerReads(words.action.read(customer.name), customer.waId, unread).catch(() => told.current.delete(unread))
  }, [reading, unread, customer.waId, customer.name])
}
