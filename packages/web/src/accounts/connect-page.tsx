import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronLeft, CircleCheck, CircleDashed, CircleX, TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useSettled } from '../composer/use-settled.ts'
import { Button } from '../controls/button.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { request } from '../http/request.ts'
import { CodeField } from '../settings/code-field.tsx'
import { FormError, fixAt, useSaving } from '../settings/form.tsx'
import { words } from '../strings/words.ts'

const t = words.accounts.connecting

type Level = 'ok' | 'warn' | 'fail'
type Step = { readonly check: string; readonly level: Level; readonly says: string; readonly fix?: string }
type Given = { readonly wabaId: string; readonly token: string; readonly appSecret?: string; readonly verifyToken?: string }

/** What the four parts of a connection are made of, in the order in which they depend on each other. */
const PARTS = [
  { id: 'token', checks: ['token', 'scopes'] },
  { id: 'secret', checks: ['app'] },
  { id: 'webhook', checks: ['subscription', 'callback', 'address'] },
  { id: 'number', checks: ['numbers', 'workspace'] },
] as const

/** What connecting puts right by itself. */
const MENDED: readonly string[] = ['subscription', 'callback']

/** Connecting an account: what is typed tests itself when typing pauses, and each part says which known failure it is. */
export function ConnectPage() {
  const client = useQueryClient()
  const saving = useSaving()
  const [wabaId, setWabaId] = useState('')
  const [token, setToken] = useState('')
  const [appSecret, setAppSecret] = useState('')
  const [verifyToken, setVerifyToken] = useState('')
  const [connected, setConnected] = useState<{ callback: string; steps: readonly Step[] } | null>(null)
  const text = JSON.stringify({
    wabaId: wabaId.trim(),
    token: token.trim(),
    ...(appSecret.trim() ? { appSecret: appSecret.trim() } : {}),
    ...(verifyToken.trim() ? { verifyToken: verifyToken.trim() } : {}),
  } satisfies Given)
  const settled = useSettled(text, 700)
  const asked = /^\d{5,}$/.test(wabaId.trim()) && token.trim().length > 9
  const trial = useQuery({
    queryKey: ['connect-check', settled],
    queryFn: () =>
      request<{ ok: boolean; steps: readonly Step[] }>('/v1/accounts/check', { method: 'POST', body: JSON.parse(settled) }),
    enabled: asked && settled === text,
    // What was typed holds secrets: nothing of it stays behind.
    gcTime: 0,
    staleTime: 0,
    retry: false,
  })
  const testing = asked && (settled !== text || trial.isFetching)
  const steps = connected?.steps ?? (testing ? [] : (trial.data?.steps ?? []))
  const connect = async () => {
    setConnected(
      await request<{ callback: string; steps: readonly Step[] }>('/v1/accounts', { method: 'POST', body: JSON.parse(text) }),
    )
    await Promise.all([['accounts'], ['templates']].map((queryKey) => client.invalidateQueries({ queryKey })))
  }
  const error = saving.error ?? trial.error
  const part = (id: (typeof PARTS)[number]['id'], controls?: ReactNode) => (
    <Part id={id} steps={steps} testing={testing} connected={connected !== null}>
      {controls}
    </Part>
  )
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2 border-b border-line px-5 max-desk:px-4">
        <Link
          to="/accounts"
          className="-ms-2 grid size-8 place-items-center rounded-sm hover:bg-hover"
          aria-label={words.nav.accounts}
        >
          <ChevronLeft size={18} aria-hidden="true" />
        </Link>
        <h1 className="text-lg font-strong tracking-tight">{t.title}</h1>
      </header>
      <ScrollRegion label={t.title} className="min-h-0 flex-1">
        <form
          className="grid max-w-[720px] gap-6 px-5 py-5 max-desk:px-4"
          onChange={saving.touch}
          onSubmit={(event) => {
            event.preventDefault()
            void saving.run(connect)
          }}
        >
          <p className="max-w-[68ch] text-md leading-text text-ink-2">{t.how}</p>
          <ol className="m-0 grid list-none gap-6 p-0">
            {part(
              'token',
              <>
                <CodeField
                  label={t.wabaId}
                  hint={t.wabaIdHint}
                  error={fixAt(error, 'wabaId')}
                  digits
                  value={wabaId}
                  testId="waba-id"
                  onChange={setWabaId}
                />
                <CodeField
                  label={t.token}
                  hint={t.tokenHint}
                  error={fixAt(error, 'token')}
                  type="password"
                  value={token}
                  testId="token"
                  onChange={setToken}
                />
              </>,
            )}
            {part(
              'secret',
              <CodeField
                label={t.appSecret}
                hint={t.appSecretHint}
                error={fixAt(error, 'appSecret')}
                type="password"
                value={appSecret}
                testId="app-secret"
                onChange={setAppSecret}
              />,
            )}
            {part(
              'webhook',
              <CodeField
                label={t.verifyToken}
                hint={t.verifyTokenHint}
                error={fixAt(error, 'verifyToken')}
                value={verifyToken}
                onChange={setVerifyToken}
              />,
            )}
            {part('number')}
          </ol>
          {trial.error !== null && !connected && (
            <FormError error={trial.error} fields={['wabaId', 'token', 'appSecret', 'verifyToken']} />
          )}
          <FormError error={saving.error} fields={['wabaId', 'token', 'appSecret', 'verifyToken']} />
          {connected ? (
            <p role="status" className="text-md" data-testid="connected">
              {t.connected}{' '}
              <Link to="/accounts" className="text-accent hover:underline">
                {t.toAccounts}
              </Link>
            </p>
          ) : (
            <div className="flex items-center gap-3">
              <Button type="submit" look="primary" disabled={!asked || saving.busy} data-testid="connect-now">
                {saving.busy ? t.connectingNow : t.connect}
              </Button>
              <span role="status" className="text-xs text-ink-3">
                {testing ? t.testing : ''}
              </span>
            </div>
          )}
        </form>
      </ScrollRegion>
    </>
  )
}

const icons = {
  none: <CircleDashed size={18} className="text-ink-3" aria-hidden="true" />,
  ok: <CircleCheck size={18} className="text-success-text" aria-hidden="true" />,
  warn: <TriangleAlert size={18} className="text-warn-text" aria-hidden="true" />,
  fail: <CircleX size={18} className="text-danger-text" aria-hidden="true" />,
} as const

function Part({
  id,
  steps,
  testing,
  connected,
  children,
}: {
  id: (typeof PARTS)[number]['id']
  steps: readonly Step[]
  testing: boolean
  connected: boolean
  children?: ReactNode
}) {
  const checks: readonly string[] = PARTS.find((part) => part.id === id)?.checks ?? []
  const own = steps
    .filter(({ check }) => checks.includes(check))
    .map((step) =>
      !connected && step.level === 'fail' && MENDED.includes(step.check)
        ? { ...step, level: 'warn' as const, fix: t.mended }
        : step,
    )
  const worst = own.some(({ level }) => level === 'fail')
    ? 'fail'
    : own.some(({ level }) => level === 'warn')
      ? 'warn'
      : own[0]?.level
  return (
    <li className="grid grid-cols-[18px_minmax(0,1fr)] gap-3" data-testid={`part-${id}`} data-level={worst ?? 'none'}>
      {icons[worst ?? 'none']}
      <div className="grid gap-3">
        <div>
          <h2 className="text-md font-strong tracking-tight">{t.parts[id].title}</h2>
          <p className="text-xs text-ink-3">{t.parts[id].hint}</p>
        </div>
        {children}
        <ul className="m-0 grid list-none gap-1.5 p-0 text-xs" aria-live="polite" aria-busy={testing}>
          {own.map((step) => (
            <li key={`${step.check} ${step.says}`} data-step={step.level}>
              <span
                className={
                  step.level === 'fail' ? 'text-danger-text' : step.level === 'warn' ? 'text-warn-text' : 'text-success-text'
                }
              >
                {step.says}
              </span>
              {step.fix && <span className="block text-ink-2">{step.fix}</span>}
            </li>
          ))}
        </ul>
      </div>
    </li>
  )
}
