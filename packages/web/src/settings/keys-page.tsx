import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { exactTime, shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import type { Role } from '../session/roles.ts'
import { words } from '../strings/words.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { Field, FormError, fixAt, useSaving } from './form.tsx'
import { Scopes } from './key-scopes.tsx'
import { ListSection } from './list-section.tsx'
import { OnceDialog } from './once-dialog.tsx'
import { RoleChoice } from './role-choice.tsx'
import { cellClass, rowClass } from './section.tsx'

const t = words.settings.keys

type Key = {
  readonly id: string
  readonly name: string
  readonly prefix: string
  readonly role: Role
  readonly scopes: readonly string[] | null
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => request<{ data: readonly Key[] }>('/v1/keys', { signal }),
})

/** Keys for programs: made with a name and what they may do, shown once, taken back for good. */
export function KeysPage() {
  const keys = useQuery(keysQuery)
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<{ name: string; key: string } | null>(null)
  return (
    <ListSection
      words={t}
      list={keys}
      testId="new-key"
      row={(key) => <KeyRow key={key.id} of={key} />}
      onMake={() => setMaking(true)}
    >
      {making && (
        <KeyDialog
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false)
            setMade(key)
          }}
        />
      )}
      {made && (
        <OnceDialog
          title={t.madeTitle(made.name)}
          hint={t.madeHint}
          label={t.key}
          secret={made.key}
          testId="made-key"
          onClose={() => setMade(null)}
        />
      )}
    </ListSection>
  )
}

function KeyRow({ of }: { of: Key }) {
  const client = useQueryClient()
  const saving = useSaving()
  const revoke = async () => {
    await request(`/v1/keys/${of.id}`, { method: 'DELETE' })
    await client.invalidateQueries({ queryKey: keysQuery.queryKey })
  }
  const now = Date.now()
  return (
    <>
      <tr className={rowClass} data-testid="key">
        <th scope="row" className={`${cellClass} text-start font-text`}>
          <b className="font-medium">{of.name}</b>
          <span className="block font-mono text-2xs text-ink-3" dir="ltr">
            {of.prefix}…
          </span>
        </th>
        <td className={cellClass}>
          {words.settings.role[of.role]}
          {of.scopes && <span className="block max-w-[220px] text-2xs text-ink-3">{of.scopes.join(', ')}</span>}
        </td>
        <td
          className={`${cellClass} whitespace-nowrap text-ink-2`}
          title={of.lastUsedAt ? exactTime(Date.parse(of.lastUsedAt)) : ''}
        >
          {of.lastUsedAt ? shortTime(Date.parse(of.lastUsedAt), now) : t.neverUsed}
        </td>
        <td className={`${cellClass} whitespace-nowrap text-ink-3`}>{shortTime(Date.parse(of.createdAt), now)}</td>
        <td className={`${cellClass} text-end whitespace-nowrap`}>
          {of.revokedAt ? (
            <Chip>{t.revoked(shortTime(Date.parse(of.revokedAt), now))}</Chip>
          ) : (
            <ConfirmButton
              label={t.revoke}
              confirm={t.revokeSure}
              testId="revoke-key"
              onConfirm={() => void saving.run(revoke)}
            />
          )}
        </td>
      </tr>
      {saving.error !== null && (
        <tr>
          <td colSpan={5} className="pb-2">
            <ProblemNotice error={saving.error} />
          </td>
        </tr>
      )}
    </>
  )
}

function KeyDialog({ onClose, onMade }: { onClose: () => void; onMade: (made: { name: string; key: string }) => void }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const [scopes, setScopes] = useState<readonly string[] | null>(null)
  const make = async () => {
    const made = await request<{ key: string; apiKey: Key }>('/v1/keys', { method: 'POST', body: { name, role, scopes } })
    await client.invalidateQueries({ queryKey: keysQuery.queryKey })
    onMade({ name: made.apiKey.name, key: made.key })
  }
  return (
    <Dialog title={t.make} onClose={onClose}>
      <form
        className="grid gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run(make)
        }}
      >
        <Field label={t.name} hint={t.nameHint} error={fixAt(saving.error, 'name')}>
          {(control) => (
            <input
              {...control}
              value={name}
              autoComplete="off"
              data-testid="key-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t.role} hint={words.settings.people.roleMeans[role]} error={fixAt(saving.error, 'role')}>
          {(control) => <RoleChoice {...control} value={role} testId="key-role" onChange={setRole} />}
        </Field>
        <Scopes chosen={scopes} error={fixAt(saving.error, 'scopes')} onChange={setScopes} />
        <FormError error={saving.error} fields={['name', 'role', 'scopes']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.settings.cancel}</Button>
          <Button type="submit" look="primary" disabled={saving.busy} data-testid="make-key">
            {t.make}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
