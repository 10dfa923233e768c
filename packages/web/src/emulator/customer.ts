import { useMemo } from 'react'
import { store, useStored } from '../controls/stored.ts'
import { useSession } from '../session/session.ts'
import { type Thread, useThreads } from '../threads/threads.ts'

/** A person one can be in the emulator. `waId`: digits without a plus. */
export type Customer = { readonly waId: string; readonly name: string; readonly thread: Thread | null }

const CHOSEN = 'phone.customer'
const MADE = 'phone.customers'
const digits = (phone: string): string => phone.replace(/\D/g, '')

type Made = { readonly waId: string; readonly name: string }
const readMade = (text: string | null): readonly Made[] => {
  try {
    return text ? (JSON.parse(text) as Made[]) : []
  } catch {
    return []
  }
}

/** Everybody one can be: those who wrote, the test recipient, and those made here. */
export function useCustomers(): readonly Customer[] {
  const { emulator } = useSession()
  const threads = useThreads({ view: 'all', sort: 'newest', q: '' })
  const made = useStored(MADE)
  return useMemo(() => {
    const people = new Map<string, Customer>()
    for (const thread of threads.data?.pages.flatMap((page) => page.data) ?? []) {
      const { phone, name } = thread.contact
      if (!phone || (emulator && thread.number.id !== emulator.phoneNumberId)) continue
      const waId = digits(phone)
      if (!people.has(waId)) people.set(waId, { waId, name: name ?? `+${waId}`, thread })
    }
    for (const person of readMade(made)) {
      if (!people.has(person.waId)) people.set(person.waId, { ...person, thread: null })
    }
    const test = emulator ? digits(emulator.testRecipient) : null
    if (test && !people.has(test)) people.set(test, { waId: test, name: `+${test}`, thread: null })
    return [...people.values()]
  }, [threads.data, made, emulator])
}

/** Who holds the phone: the one chosen, else the one of the open thread, else the first there is. */
export function useCustomer(preferred: string | null): Customer | null {
  const customers = useCustomers()
  const chosen = useStored(CHOSEN)
  const wanted = preferred ? digits(preferred) : chosen
  return customers.find((customer) => customer.waId === wanted) ?? customers[0] ?? null
}

export const beCustomer = (waId: string): void => store(CHOSEN, waId)

export function rememberCustomer(customer: Made, among: string | null): void {
  const others = readMade(among).filter((other) => other.waId !== customer.waId)
  store(MADE, JSON.stringify([...others, customer].slice(-30)))
  beCustomer(customer.waId)
}

export const useMadeCustomers = (): string | null => useStored(MADE)
