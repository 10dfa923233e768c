import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { stampTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { request } from '../http/request.ts'
import { mayActAs } from '../session/roles.ts'
import { sessionQuery, useSession } from '../session/session.ts'
import { goToWorkspace } from '../session/workspaces.tsx'
import { switchTheme, useTheme } from '../shell/theme.ts'
import { chooseLanguage, languageNow, offeredLanguages } from '../strings/languages.ts'
import { words } from '../strings/words.ts'
import { addressText } from './address-text.ts'
import { Field, FormError, fixAt, useSaving } from './form.tsx'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const t = words.settings.me

type Sessions = {
  readonly data: readonly {
    readonly id: string
    readonly current: boolean
    readonly createdAt: string
    readonly address: string | null
    readonly program: string | null
  }[]
  readonly hasPassword: boolean
}

const sessionsKey = ['my-sessions']
const useSessions = () =>
  useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => request<Sessions>('/v1/session/sessions', { signal }),
    staleTime: 0,
  })

/** What a person decides for themselves. */
export function MePage() {
  const sessions = useSessions()
  return (
    <>
      <Name />
      <Look />
      {sessions.isError && <ProblemNotice error={sessions.error} className="m-5" />}
      {sessions.data && <PasswordForm has={sessions.data.hasPassword} />}
      {sessions.data && <SessionList sessions={sessions.data.data} />}
      <Workspaces />
    </>
  )
}

function Name() {
  const { person } = useSession()
  const client = useQueryClient()
  const saving = useSaving()
  const [name, setName] = useState(person.name)
  const save = async () => {
    await request('/v1/session', { method: 'PATCH', body: { name } })
    await Promise.all([sessionQuery.queryKey, ['people']].map((queryKey) => client.invalidateQueries({ queryKey })))
  }
  return (
    <Section title={t.title} hint={person.email}>
      <form
        className="flex flex-wrap items-end gap-3"
        onChange={saving.touch}
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run(save)
        }}
      >
        <Field label={t.name} error={fixAt(saving.error, 'name')} className="w-[280px]">
          {(control) => (
            <input
              {...control}
              value={name}
              autoComplete="name"
              data-testid="my-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Button type="submit" disabled={saving.busy || name === person.name} data-testid="save-name">
          {words.settings.save}
        </Button>
      </form>
      <FormError error={saving.error} fields={['name']} />
    </Section>
  )
}

function Look() {
  const theme = useTheme()
  return (
    <Section title={t.look}>
      <div className="flex flex-wrap items-center gap-4">
        <Segmented
          label={t.theme}
          value={theme}
          segments={[
            { value: 'light', label: t.themes.light },
            { value: 'dark', label: t.themes.dark },
          ]}
          onChange={(chosen) => chosen !== theme && switchTheme()}
        />
        <label className="flex items-center gap-2">
          <span className="text-xs font-medium">{t.language}</span>
          <select
            className="h-8 rounded-sm bg-surface px-2 shadow-[inset_0_0_0_1px_var(--line-strong)] dark:bg-sunken"
            value={languageNow()}
            onChange={(event) => chooseLanguage(event.currentTarget.value)}
          >
            {offeredLanguages().map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </Section>
  )
}

function PasswordForm({ has }: { has: boolean }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const save = async () => {
    await request('/v1/session/password', { method: 'PUT', body: { ...(has ? { current } : {}), password } })
    setCurrent('')
    setPassword('')
    await client.invalidateQueries({ queryKey: sessionsKey })
  }
  return (
    <Section title={t.passwordTitle} hint={has ? t.passwordHas : t.passwordNone}>
      <form
        className="grid max-w-[280px] gap-3"
        onChange={saving.touch}
        onSubmit={(event) => {
          event.preventDefault()
          void saving.run(save)
        }}
      >
        {has && (
          <Field label={t.passwordNow} error={fixAt(saving.error, 'current')}>
            {(control) => (
              <input
                {...control}
                type="password"
                autoComplete="current-password"
                value={current}
                data-testid="password-now"
                onChange={(event) => setCurrent(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        <Field label={t.passwordNew} hint={t.passwordHint} error={fixAt(saving.error, 'password')}>
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="new-password"
              value={password}
              data-testid="password-new"
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
        </Field>
        <FormError error={saving.error} fields={['current', 'password']} />
        <div className="flex items-center gap-3">
          <Button type="submit" disabled={saving.busy || password === ''} data-testid="save-password">
            {has ? t.passwordChange : t.passwordSet}
          </Button>
          <span role="status" className="text-xs text-success-text">
            {saving.saved ? words.settings.saved : ''}
          </span>
        </div>
      </form>
    </Section>
  )
}

function SessionList({ sessions }: { sessions: Sessions['data'] }) {
  const client = useQueryClient()
  const saving = useSaving()
  const end = (id: string) =>
    void saving.run(async () => {
      await request(`/v1/session/sessions/${id}`, { method: 'DELETE' })
      await client.invalidateQueries({ queryKey: sessionsKey })
    })
  return (
    <Section title={t.sessionsTitle} hint={t.sessionsHint}>
      <Table label={t.sessionsTitle} columns={t.sessionColumns}>
        {sessions.map(({ id, current, createdAt, address, program }) => (
          <tr key={id} className={rowClass} data-testid="my-session">
            <th scope="row" className={`${cellClass} text-start font-text`} title={program ?? ''}>
              {programName(program) ?? t.unknownProgram}
            </th>
            <td className={`${cellClass} whitespace-nowrap text-ink-3`}>{stampTime(Date.parse(createdAt))}</td>
            <td className={`${cellClass} text-ink-3`}>{addressText(address)}</td>
            <td className={`${cellClass} text-end whitespace-nowrap`}>
              {current ? (
                <Chip tone="ok">{t.thisOne}</Chip>
              ) : (
                <Button size="sm" look="ghost" disabled={saving.busy} onClick={() => end(id)} data-testid="end-session">
                  {t.end}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <FormError error={saving.error} fields={[]} />
    </Section>
  )
}

/** `Firefox on Linux`, as far as what a browser calls itself tells it. */
export function programName(program: string | null): string | null {
  if (program === null) return null
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => program.includes(`${name}/`))
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'].find((name) => program.includes(name))
  const named = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser
  return named && system ? t.programOn(named, system) : (named ?? null)
}

function Workspaces() {
  const { workspace, workspaces = [], role } = useSession()
  const client = useQueryClient()
  const saving = useSaving()
  const [name, setName] = useState('')
  const make = async () => {
    const made = await request<{ id: string }>('/v1/workspaces', { method: 'POST', body: { name } })
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    await goToWorkspace(made.id)
  }
  return (
    <Section title={t.workspacesTitle} hint={t.workspacesHint}>
      <ul className="m-0 mb-3 grid list-none gap-1 p-0">
        {workspaces.map((one) => (
          <li key={one.id} className="flex items-center gap-3">
            {one.name}
            {one.id === workspace.id ? (
              <Chip tone="ok">{t.here}</Chip>
            ) : (
              <Button size="sm" onClick={() => void saving.run(() => goToWorkspace(one.id))}>
                {t.goThere}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayActAs(role, 'owner') && (
        <form
          className="flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            void saving.run(make)
          }}
        >
          <Field label={t.workspaceName} error={fixAt(saving.error, 'name')} className="w-[280px]">
            {(control) => (
              <input
                {...control}
                value={name}
                data-testid="workspace-name"
                onChange={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <Button type="submit" disabled={saving.busy || name === ''} data-testid="make-workspace">
            <Plus size={14} aria-hidden="true" />
            {t.workspaceMake}
          </Button>
        </form>
      )}
      <FormError error={saving.error} fields={['name']} />
    </Section>
  )
}
