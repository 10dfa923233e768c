import { useQuery, useQueryClient } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Face } from '../controls/face.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { mayActAs, ROLES, type Role } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { Check, Field, FormError, fixAt, useSaving } from './form.tsx'
import { type Member, membersQuery, useMembers } from './members.ts'
import { OnceDialog } from './once-dialog.tsx'
import { RoleChoice } from './role-choice.tsx'
import { cellClass, rowClass, Section, Table } from './section.tsx'
import { changeSettings, settingsQuery } from './workspace-settings.ts'

const t = words.settings.people
type Link = { readonly name: string; readonly url: string }

/** Who is in the workspace and what each may do; admins invite by a link that works once. */
export function PeoplePage() {
  const { role } = useSession()
  const members = useMembers()
  const [inviting, setInviting] = useState(false)
  const [link, setLink] = useState<Link | null>(null)
  const admin = mayActAs(role, 'admin')
  return (
    <>
      <Section
        title={t.title}
        hint={t.hint}
        action={
          admin && (
            <Button look="primary" onClick={() => setInviting(true)} data-testid="invite">
              <UserPlus size={15} aria-hidden="true" />
              {t.invite}
            </Button>
          )
        }
      >
        {members.isError && <ProblemNotice error={members.error} onRetry={() => void members.refetch()} />}
        {members.data && (
          <Table label={t.title} columns={admin ? t.columns : t.columns.slice(0, 3)}>
            {members.data.map((member) => (
              <MemberRow key={member.id} member={member} admin={admin} onLink={setLink} />
            ))}
          </Table>
        )}
      </Section>
      <Section title={t.rolesTitle}>
        <dl className="grid gap-1.5">
          {[...ROLES].reverse().map((one) => (
            <div key={one} className="flex gap-3">
              <dt className="w-28 flex-none font-medium">{words.settings.role[one]}</dt>
              <dd className="text-ink-2">{t.roleMeans[one]}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <MaskNumbers />
      {inviting && (
        <InviteDialog
          onClose={() => setInviting(false)}
          onInvited={(made) => {
            setInviting(false)
            setLink(made)
          }}
        />
      )}
      {link && (
        <OnceDialog
          title={t.linkTitle(link.name)}
          hint={t.linkHint}
          label={t.linkLabel}
          secret={link.url}
          testId="sign-in-link"
          onClose={() => setLink(null)}
        />
      )}
    </>
  )
}

/** Whether agents and viewers see customers' numbers whole. */
function MaskNumbers() {
  const client = useQueryClient()
  const saving = useSaving()
  const editable = mayActAs(useSession().role, 'admin')
  const masked = useQuery(settingsQuery).data?.maskNumbers
  if (masked === undefined) return null
  const change = (maskNumbers: boolean) =>
    void saving.run(async () => client.setQueryData(settingsQuery.queryKey, await changeSettings({ maskNumbers })))
  return (
    <Section title={t.maskTitle}>
      <Check
        label={t.mask}
        hint={t.maskHint}
        checked={masked}
        disabled={!editable || saving.busy}
        testId="mask-numbers"
        onChange={change}
      />
      <FormError error={saving.error} fields={[]} />
    </Section>
  )
}

const linkFor = ({ id }: { id: string }) =>
  request<{ url: string }>(`/v1/people/${id}/sign-in-link`, { method: 'POST', body: {} })

function MemberRow({ member, admin, onLink }: { member: Member; admin: boolean; onLink: (link: Link) => void }) {
  const { person, role } = useSession()
  const client = useQueryClient()
  const saving = useSaving()
  const mine = member.id === person.id
  const within = admin && mayActAs(role, member.role)
  const change = (action: () => Promise<unknown>) =>
    saving.run(async () => {
      await action()
      await client.invalidateQueries({ queryKey: membersQuery.queryKey })
      if (mine) await client.invalidateQueries({ queryKey: ['session'] })
    })
  return (
    <>
      <tr className={rowClass} data-testid="member">
        <th scope="row" className={`${cellClass} text-start font-text`}>
          <span className="flex items-center gap-2.5">
            <Face name={member.name} size={26} />
            <span className="min-w-0">
              <b className="block truncate font-medium">
                {member.name}
                {mine && <span className="font-text text-ink-3"> {t.you}</span>}
              </b>
              <span className="block truncate text-ink-3">{member.email}</span>
            </span>
          </span>
        </th>
        <td className={cellClass}>
          {within ? (
            <RoleChoice
              aria-label={t.roleOf(member.name)}
              className="h-7 rounded-sm bg-surface px-1.5 shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken"
              value={member.role}
              disabled={saving.busy}
              testId="member-role"
              onChange={(role) => void change(() => request(`/v1/people/${member.id}`, { method: 'PATCH', body: { role } }))}
            />
          ) : (
            words.settings.role[member.role]
          )}
        </td>
        <td className={`${cellClass} whitespace-nowrap text-ink-3`}>{shortTime(Date.parse(member.joinedAt), Date.now())}</td>
        {admin && (
          <td className={`${cellClass} whitespace-nowrap`}>
            {within && (
              <span className="flex justify-end gap-1">
                <Button
                  size="sm"
                  look="ghost"
                  disabled={saving.busy}
                  data-testid="member-link"
                  onClick={() => void saving.run(async () => onLink({ name: member.name, url: (await linkFor(member)).url }))}
                >
                  {t.newLink}
                </Button>
                {!mine && (
                  <ConfirmButton
                    label={t.signOut}
                    confirm={t.signOutSure}
                    testId="sign-out-member"
                    onConfirm={() => void change(() => request(`/v1/people/${member.id}/sessions`, { method: 'DELETE' }))}
                  />
                )}
                {!mine && (
                  <ConfirmButton
                    label={t.remove}
                    confirm={t.removeSure(member.name)}
                    testId="remove-member"
                    onConfirm={() => void change(() => request(`/v1/people/${member.id}`, { method: 'DELETE' }))}
                  />
                )}
              </span>
            )}
          </td>
        )}
      </tr>
      {saving.error !== null && (
        <tr>
          <td colSpan={4} className="pb-2">
            <ProblemNotice error={saving.error} />
          </td>
        </tr>
      )}
    </>
  )
}

function InviteDialog({ onClose, onInvited }: { onClose: () => void; onInvited: (link: Link) => void }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const invite = async () => {
    const made = await request<Member>('/v1/people', { method: 'POST', body: { name, email, role } })
    await client.invalidateQueries({ queryKey: membersQuery.queryKey })
    onInvited({ name: made.name, url: (await linkFor(made)).url })
  }
  return (
    <Dialog title={t.invite} hint={t.inviteHint} onClose={onClose}>
      <form
        className="grid gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run(invite)
        }}
      >
        <Field label={t.name} error={fixAt(saving.error, 'name')}>
          {(control) => (
            <input
              {...control}
              value={name}
              autoComplete="off"
              data-testid="invite-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t.email} error={fixAt(saving.error, 'email')}>
          {(control) => (
            <input
              {...control}
              type="email"
              dir="ltr"
              value={email}
              autoComplete="off"
              data-testid="invite-email"
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t.role} hint={t.roleMeans[role]}>
          {(control) => <RoleChoice {...control} value={role} testId="invite-role" onChange={setRole} />}
        </Field>
        <FormError error={saving.error} fields={['name', 'email', 'role']} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.settings.cancel}</Button>
          <Button type="submit" look="primary" disabled={saving.busy} data-testid="invite-now">
            {t.makeLink}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
