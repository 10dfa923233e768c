import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { store, useStored } from '../controls/stored.ts'
import { request } from '../http/request.ts'
import { useSession } from '../session/session.ts'
import { displayPhone, type Thread, useThreads } from '../threads/threads.ts'

/** A person one can be in the emulator. `waId`: digits without a plus. */
export type Customer = {
  readonly waId: string
  readonly name: string
  readonly thread: Thread | null
  readonly reachable: boolean
  readonly blocks: boolean
}

/** How the emulator tells of one; only what is used is named. */
type EmulatedCustomer = {
  readonly id: string
  readonly name?: string | null
  readonly reachable?: boolean
  readonly blocked?: readonly string[]
}

const CHOSEN = 'phone.customer'
const digits = (phone: string): string => phone.replace(/\D/g, '')

const useEmulatedCustomers = () =>
  useQuery({
    queryKey: ['emulator', 'customers'],
    queryFn: ({ signal }) => request<{ data: readonly EmulatedCustomer[] }>('/v1/emulator/customers', { signal }),
    select: (answer) => answer.data,
    retry: false,
  })

/** Everybody one can be: those with a thread, newest first, and those whom only the emulator knows. */
export function useCustomers(): readonly Customer[] {
  const { emulator } = useSession()
  const threads = useThreads({ view: 'all', sort: 'newest', state: 'any', tag: '', q: '' })
  const emulated = useEmulatedCustomers().data
  return useMemo(() => {
    if (!emulator) return []
    const known = new Map((emulated ?? []).map((one) => [one.id, one]))
    const people = new Map<string, Customer>()
    const add = (waId: string, name: string | null | undefined, thread: Thread | null) => {
      if (people.has(waId)) return
      const one = known.get(waId)
      people.set(waId, {
        waId,
        name: one?.name?.trim() || name?.trim() || displayPhone(waId),
        thread,
        reachable: one?.reachable ?? true,
        blocks: one?.blocked?.includes(emulator.phoneNumberId) ?? false,
      })
    }
    for (const thread of threads.data?.pages.flatMap((page) => page.data) ?? []) {
      if (thread.contact.phone && thread.number.id === emulator.phoneNumberId)
        add(digits(thread.contact.phone), thread.contact.name, thread)
    }
    for (const one of known.values()) add(one.id, one.name, null)
    add(digits(emulator.testRecipient), null, null)
    return [...people.values()]
  }, [threads.data, emulated, emulator])
}

/** Who holds the phone: the one of the open thread, else the one chosen last, else the first there is. */
export function useCustomer(preferred: string | null): Customer | null {
  const customers = useCustomers()
  const chosen = useStored(CHOSEN)
  const wanted = preferred ? digits(preferred) : chosen
  return customers.find((customer) => customer.waId === wanted) ?? customers[0] ?? null
}

export const beCustomer = (waId: string): void => store(CHOSEN, waId)
