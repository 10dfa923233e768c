import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { sessionQuery } from './session.ts'

const t = words.signIn

/** For who is not signed in: the link, and the password of who set one. The place they were going to stays in the address. */
export function SignIn() {
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const enter = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await request('/v1/sign-in', { method: 'POST', body: { email, password } })
      if (location.pathname === '/sign-in') location.assign('/inbox')
      else await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <>
      <h1 className="mb-2 text-xl font-[560] tracking-display">{t.title}</h1>
      <p className="mb-5 text-md leading-text text-ink-2">{t.how}</p>
      <form className="grid gap-3" onSubmit={(event) => void enter(event)}>
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.email}</span>
          <input
            type="email"
            dir="ltr"
            required
            autoComplete="username"
            value={email}
            data-testid="sign-in-email"
            className={`${fieldClass} h-9`}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.password}</span>
          <input
            type="password"
            dir="ltr"
            required
            autoComplete="current-password"
            value={password}
            data-testid="sign-in-password"
            className={`${fieldClass} h-9`}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {error !== null && <ProblemNotice error={error} />}
        <Button type="submit" look="primary" disabled={busy} className="justify-self-start" data-testid="sign-in">
          {t.enter}
        </Button>
      </form>
      <p className="mt-6 text-xs leading-text text-ink-3">
        {t.noPassword} <code className="break-all">{t.example(location.origin)}</code>
      </p>
    </>
  )
}
