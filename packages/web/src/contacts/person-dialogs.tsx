import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { displayPhone } from '../threads/threads.ts'
import type { Contact } from './contact.ts'

/** Whatever shows this person, or a list of people, is asked for anew. */
function useSpoil() {
  const client = useQueryClient()
  return () => {
    for (const queryKey of [['contact'], ['contacts'], ['threads'], ['thread']]) void client.invalidateQueries({ queryKey })
  }
}

export function useBlock(id: string) {
  const spoil = useSpoil()
  return useMutation({
    mutationFn: (block: boolean) =>
      request(`/v1/contacts/${id}/block`, block ? { method: 'POST', body: {} } : { method: 'DELETE' }),
    onSuccess: spoil,
  })
}

/** Two contacts that are one person: found by name or number. */
export function MergeDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const t = words.people.page
  const spoil = useSpoil()
  const [q, setQ] = useState('')
  const found = useQuery({
    queryKey: ['contacts', 'merge', q],
    queryFn: ({ signal }) => request<Page<Contact>>(`/v1/contacts${query({ q, limit: 8 })}`, { signal }),
    enabled: q.trim().length > 1,
  })
  const merge = useMutation({
    mutationFn: (other: string) => request(`/v1/contacts/${contact.id}/merge`, { method: 'POST', body: { contactId: other } }),
    onSuccess: () => {
      spoil()
      onClose()
    },
  })
  const others = found.data?.data.filter(({ id }) => id !== contact.id)
  return (
    <Dialog title={t.merge} hint={t.mergeHint} onClose={onClose}>
      <input
        type="search"
        aria-label={t.mergeSearch}
        placeholder={t.mergeSearch}
        className={`${fieldClass} h-8`}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      <ul className="m-0 mt-2 grid list-none gap-1 p-0">
        {others?.map((other) => {
          const name = other.name || (other.phone ? displayPhone(other.phone) : words.people.nameless)
          return (
            <li key={other.id} className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate">
                {name} <span className="text-xs text-ink-3">{other.name && other.phone ? displayPhone(other.phone) : ''}</span>
              </span>
              <Button size="sm" disabled={merge.isPending} aria-label={t.mergeWith(name)} onClick={() => merge.mutate(other.id)}>
                {t.merge.split(' ')[0]}
              </Button>
            </li>
          )
        })}
      </ul>
      {found.data && others?.length === 0 && <p className="mt-2 text-ink-3">{words.people.noneFound}</p>}
      {merge.isError && <ProblemNotice error={merge.error} className="mt-2" />}
    </Dialog>
  )
}

/** One contact that is two people. */
export function SplitDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const t = words.people.page
  const spoil = useSpoil()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const split = useMutation({
    mutationFn: () =>
      request<Contact>(`/v1/contacts/${contact.id}/split`, {
        method: 'POST',
        body: {
          name: name.trim(),
          aliases: contact.aliases
            .filter(({ value }) => chosen.includes(value))
            .map(({ kind, value, portfolioId }) => ({ kind, value, ...(portfolioId ? { portfolioId } : {}) })),
        },
      }),
    onSuccess: ({ id }) => {
      spoil()
      onClose()
      void navigate({ to: '/contacts/$contactId', params: { contactId: id } })
    },
  })
  return (
    <Dialog title={t.split} hint={t.splitHint} onClose={onClose}>
      <form
        className="grid gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          split.mutate()
        }}
      >
        {contact.aliases.map(({ value, kind }) => (
          <label key={value} className="flex items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-(--accent)"
              checked={chosen.includes(value)}
              onChange={() => setChosen(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])}
            />
            <span className="font-mono text-xs" dir="ltr">
              {kind === 'e164' ? displayPhone(value) : value}
            </span>
          </label>
        ))}
        <input
          aria-label={t.splitName}
          placeholder={t.splitName}
          className={`${fieldClass} h-8`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {split.isError && <ProblemNotice error={split.error} />}
        <Button
          type="submit"
          look="primary"
          className="justify-self-start"
          disabled={chosen.length === 0 || chosen.length === contact.aliases.length || split.isPending}
        >
          {t.splitGo}
        </Button>
      </form>
    </Dialog>
  )
}

/** Nothing brings a person back, so their name is typed. */
export function EraseDialog({ contact, name, onClose }: { contact: Contact; name: string; onClose: () => void }) {
  const t = words.people.page
  const spoil = useSpoil()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const erase = useMutation({
    mutationFn: () => request(`/v1/contacts/${contact.id}`, { method: 'DELETE' }),
    onSuccess: async () => {
      await navigate({ to: '/contacts', search: {} })
      spoil()
    },
  })
  return (
    <Dialog title={t.erase} hint={t.eraseHint} onClose={onClose}>
      <form
        className="grid gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.trim() === name) erase.mutate()
        }}
      >
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.eraseType(name)}</span>
          <input
            className={`${fieldClass} h-8`}
            data-testid="erase-name"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        {erase.isError && <ProblemNotice error={erase.error} />}
        <Button
          type="submit"
          look="danger"
          className="justify-self-start"
          disabled={typed.trim() !== name || erase.isPending}
          data-testid="erase-go"
        >
          {t.eraseGo}
        </Button>
      </form>
    </Dialog>
  )
}
