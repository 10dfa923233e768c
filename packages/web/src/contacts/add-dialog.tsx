import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import type { Contact } from './contact.ts'

export function AddDialog({ onClose }: { onClose: () => void }) {
  const t = words.people.adding
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const add = useMutation({
    mutationFn: () => request<Contact>('/v1/contacts', { method: 'POST', body: { name: name.trim(), phone: phone.trim() } }),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['contacts'] })
      void navigate({ to: '/contacts/$contactId', params: { contactId: id } })
    },
  })
  return (
    <Dialog title={t.title} onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate()
        }}
      >
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.phone}</span>
          <input
            type="tel"
            className={`${fieldClass} h-8`}
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
        </label>
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.name}</span>
          <input className={`${fieldClass} h-8`} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        </label>
        {add.isError && <ProblemNotice error={add.error} />}
        <Button type="submit" look="primary" className="justify-self-start" disabled={phone.trim() === '' || add.isPending}>
          {t.save}
        </Button>
      </form>
    </Dialog>
  )
}
