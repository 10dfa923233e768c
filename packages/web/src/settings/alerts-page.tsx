import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { Check, Field, FormError, fixAt, useSaving } from './form.tsx'
import { Section } from './section.tsx'

const t = words.settings.alerts

type Member = { readonly description?: string; readonly type?: string; readonly anyOf?: readonly { readonly type: string }[] }
type Rule = {
  readonly kind: string
  readonly about: string
  readonly enabled: boolean
  readonly email: boolean
  readonly settings: Readonly<Record<string, unknown>>
  readonly schema: { readonly properties?: Readonly<Record<string, Member>> }
}

const rulesQuery = queryOptions({
  queryKey: ['alert-rules'],
  queryFn: ({ signal }) => request<{ data: readonly Rule[] }>('/v1/alert-rules', { signal }),
})

/** What the workspace wants to hear of, from when, and whether by mail too. */
export function AlertsPage() {
  const rules = useQuery(rulesQuery)
  const editable = mayActAs(useSession().role, 'admin')
  return (
    <Section title={t.title} hint={t.hint}>
      {rules.isError && <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />}
      <ul className="m-0 grid list-none p-0">
        {rules.data?.data.map((rule) => (
          <RuleRow key={rule.kind} rule={rule} editable={editable} />
        ))}
      </ul>
    </Section>
  )
}

type Change = {
  readonly enabled?: boolean
  readonly email?: boolean
  readonly settings?: Readonly<Record<string, unknown>>
}

function RuleRow({ rule, editable }: { rule: Rule; editable: boolean }) {
  const client = useQueryClient()
  const saving = useSaving()
  const members = Object.entries(rule.schema.properties ?? {})
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(members.map(([name]) => [name, textOf(rule.settings[name])])),
  )
  const put = (changed: Partial<Rule>) =>
    client.setQueryData(
      rulesQuery.queryKey,
      (now) => now && { data: now.data.map((one) => (one.kind === rule.kind ? { ...one, ...changed } : one)) },
    )
  /**
   * A tick is seen at once; what the hub refuses goes back to what it was. Only what was asked for is taken from an answer: another change
   * may be on its way, and would be undone on the screen.
   */
  const change = (body: Change) => {
    const asked = (from: Rule) => Object.fromEntries(Object.keys(body).map((name) => [name, from[name as keyof Change]]))
    if (!body.settings) put(body)
    void saving.run(async () =>
      put(
        asked(
          await request<Rule>(`/v1/alert-rules/${rule.kind}`, { method: 'PATCH', body }).catch((error: unknown) => {
            put(asked(rule))
            throw error
          }),
        ),
      ),
    )
  }
  const written = members.filter(([, member]) => member.type !== 'boolean')
  const typed = written.some(([name]) => texts[name] !== textOf(rule.settings[name]))
  return (
    <li className="border-t border-line py-3 first:border-0" data-testid={`alert-${rule.kind}`}>
      <fieldset
        disabled={!editable}
        className="m-0 grid min-w-0 gap-2 border-0 p-0 desk:grid-cols-[minmax(0,1fr)_auto_auto] desk:gap-x-6"
      >
        <Check label={rule.about} checked={rule.enabled} testId="alert-on" onChange={(enabled) => change({ enabled })} />
        <Check
          label={t.mail}
          checked={rule.email}
          disabled={!rule.enabled}
          testId="alert-mail"
          onChange={(email) => change({ email })}
        />
        {members.length > 0 && rule.enabled && (
          <form
            className="ms-[23px] grid gap-2 desk:col-span-full"
            onSubmit={(event) => {
              event.preventDefault()
              change({
                settings: Object.fromEntries(written.map(([name, member]) => [name, settingOf(texts[name] ?? '', member)])),
              })
            }}
          >
            {members.map(([name, member]) =>
              member.type === 'boolean' ? (
                <Check
                  key={name}
                  label={member.description ?? name}
                  checked={rule.settings[name] === true}
                  onChange={(on) => change({ settings: { [name]: on } })}
                />
              ) : (
                <Field key={name} label={member.description ?? name} error={fixAt(saving.error, name)} className="max-w-[560px]">
                  {(control) => (
                    <input
                      {...control}
                      className={`${control.className} max-w-[200px]`}
                      value={texts[name] ?? ''}
                      data-testid={`alert-setting-${name}`}
                      onChange={(event) => {
                        const { value } = event.currentTarget
                        saving.touch()
                        setTexts((now) => ({ ...now, [name]: value }))
                      }}
                    />
                  )}
                </Field>
              ),
            )}
            <div className="flex items-center gap-3">
              {typed && (
                <Button type="submit" size="sm" disabled={saving.busy} data-testid="save-alert">
                  {words.settings.save}
                </Button>
              )}
              <span role="status" className="text-xs text-success-text">
                {saving.saved && !typed ? words.settings.saved : ''}
              </span>
            </div>
          </form>
        )}
      </fieldset>
      <FormError error={saving.error} fields={members.map(([name]) => name)} />
    </li>
  )
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : value === null ? '' : String(value ?? ''))

/** What was typed, as its schema wants it; what is no number goes as it is, and the hub says so. */
function settingOf(text: string, member: Member): unknown {
  if (member.type === 'array')
    return text
      .split(/[,;\s]+/)
      .filter(Boolean)
      .map(numberIn)
  if (member.type === 'integer' || member.type === 'number') return numberIn(text)
  return text.trim() === '' ? null : text.trim()
}
const numberIn = (text: string): number | string => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text)
