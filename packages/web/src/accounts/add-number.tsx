import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { request } from '../http/request.ts'
import { Field, FormError, fixAt, useSaving } from '../settings/form.tsx'
import { words } from '../strings/words.ts'

const t = words.accounts.adding

/** Adds a number to an account; proving that it is ours goes on on its own page. */
export function AddNumber({ wabaId, wabaName }: { wabaId: string; wabaName: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="sm" look="ghost" className="-ms-2 mt-1.5" onClick={() => setOpen(true)} data-testid="add-number">
        <Plus size={13} aria-hidden="true" />
        {t.add}
      </Button>
      {open && <AddDialog wabaId={wabaId} wabaName={wabaName} onClose={() => setOpen(false)} />}
    </>
  )
}

function AddDialog({ wabaId, wabaName, onClose }: { wabaId: string; wabaName: string; onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const saving = useSaving()
  const [countryCode, setCountryCode] = useState('')
  const [phoneNumber, setPhoneNumber] = useState('')
  const [name, setName] = useState('')
  const add = async () => {
    const { id } = await request<{ id: string }>(`/v1/accounts/${wabaId}/numbers`, {
      method: 'POST',
      body: { countryCode: countryCode.replace(/\D/g, ''), phoneNumber: phoneNumber.replace(/\D/g, ''), name },
    })
    await client.invalidateQueries({ queryKey: ['accounts'] })
    await navigate({ to: '/accounts/numbers/$numberId', params: { numberId: id } })
  }
  return (
    <Dialog title={t.title(wabaName)} hint={t.hint} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run(add)
        }}
      >
        <div className="grid grid-cols-[110px_minmax(0,1fr)] gap-3">
          <Field label={t.countryCode} error={fixAt(saving.error, 'countryCode')}>
            {(control) => (
              <input
                {...control}
                dir="ltr"
                inputMode="tel"
                placeholder="+44"
                value={countryCode}
                data-testid="country-code"
                onChange={(event) => setCountryCode(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={t.phoneNumber} error={fixAt(saving.error, 'phoneNumber')}>
            {(control) => (
              <input
                {...control}
                dir="ltr"
                inputMode="tel"
                value={phoneNumber}
                data-testid="new-phone"
                onChange={(event) => setPhoneNumber(event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
        <Field label={t.name} hint={t.nameHint} error={fixAt(saving.error, 'name')}>
          {(control) => (
            <input
              {...control}
              value={name}
              data-testid="new-number-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <FormError error={saving.error} fields={['countryCode', 'phoneNumber', 'name']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.settings.cancel}</Button>
          <Button type="submit" look="primary" disabled={saving.busy} data-testid="add-number-now">
            {t.add}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
