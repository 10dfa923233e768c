import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { request } from '../http/request.ts'
import { ConfirmButton } from '../settings/confirm-button.tsx'
import { Field, FormError, fixAt, useSaving } from '../settings/form.tsx'
import { words } from '../strings/words.ts'
import { isConnected, type PhoneNumber } from './accounts.ts'

const t = words.accounts.register

/** From a new number to one that sends: a code, the code back, a PIN. What is done already may be done again. */
export function RegisterSteps({ number }: { number: PhoneNumber }) {
  const done = isConnected(number)
  const steps = (
    <ol className="m-0 grid list-none gap-5 p-0">
      <AskForCode id={number.id} />
      <GiveCode id={number.id} />
      <Register id={number.id} />
    </ol>
  )
  return (
    <div className="grid gap-4">
      {done ? (
        <details>
          <summary className="cursor-pointer text-xs text-ink-2">{t.again}</summary>
          <div className="mt-4">{steps}</div>
        </details>
      ) : (
        steps
      )}
      {done && <TakeOff id={number.id} />}
    </div>
  )
}

/** One step: its own form, its own answer. */
function useStep(id: string, path: string) {
  const client = useQueryClient()
  const saving = useSaving()
  return {
    ...saving,
    post: (body: object) =>
      saving.run(async () => {
        await request(`/v1/numbers/${id}/${path}`, { method: 'POST', body })
        await client.invalidateQueries({ queryKey: ['accounts'] })
      }),
  }
}

function Step({
  title,
  step,
  done,
  fields,
  onSubmit,
  children,
}: {
  title: string
  step: ReturnType<typeof useStep>
  done: string
  fields: readonly string[]
  onSubmit: () => void
  children: ReactNode
}) {
  return (
    <li>
      <form
        className="grid gap-2"
        onChange={step.touch}
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        <h3 className="font-medium">{title}</h3>
        <div className="flex flex-wrap items-end gap-3">{children}</div>
        <FormError error={step.error} fields={fields} />
        <p role="status" className="text-xs text-success-text">
          {step.saved ? done : ''}
        </p>
      </form>
    </li>
  )
}

function AskForCode({ id }: { id: string }) {
  const step = useStep(id, 'request-code')
  const [method, setMethod] = useState<'SMS' | 'VOICE'>('SMS')
  return (
    <Step title={t.ask} step={step} done={t.asked} fields={[]} onSubmit={() => void step.post({ method })}>
      <Field label={t.how} className="w-40">
        {(control) => (
          <select {...control} value={method} onChange={(event) => setMethod(event.currentTarget.value as 'SMS' | 'VOICE')}>
            <option value="SMS">{t.sms}</option>
            <option value="VOICE">{t.voice}</option>
          </select>
        )}
      </Field>
      <Button type="submit" disabled={step.busy} data-testid="ask-code">
        {t.askNow}
      </Button>
    </Step>
  )
}

function GiveCode({ id }: { id: string }) {
  const step = useStep(id, 'verify-code')
  const [code, setCode] = useState('')
  return (
    <Step title={t.verify} step={step} done={t.verified} fields={['code']} onSubmit={() => void step.post({ code: code.trim() })}>
      <Field label={t.code} error={fixAt(step.error, 'code')} className="w-40">
        {(control) => (
          <input
            {...control}
            dir="ltr"
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            data-testid="code"
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={step.busy || code === ''} data-testid="verify-code">
        {t.verifyNow}
      </Button>
    </Step>
  )
}

function Register({ id }: { id: string }) {
  const step = useStep(id, 'register')
  const [pin, setPin] = useState('')
  return (
    <Step title={t.register} step={step} done={t.registered} fields={['pin']} onSubmit={() => void step.post({ pin })}>
      <Field label={t.pin} hint={t.pinHint} error={fixAt(step.error, 'pin')} className="w-64">
        {(control) => (
          <input
            {...control}
            dir="ltr"
            inputMode="numeric"
            autoComplete="off"
            value={pin}
            data-testid="pin"
            onChange={(event) => setPin(event.currentTarget.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" disabled={step.busy || pin === ''} data-testid="register">
        {t.registerNow}
      </Button>
    </Step>
  )
}

function TakeOff({ id }: { id: string }) {
  const step = useStep(id, 'deregister')
  return (
    <div className="grid justify-items-start gap-2">
      <ConfirmButton label={t.takeOff} confirm={t.takeOffSure} testId="take-off" onConfirm={() => void step.post({})} />
      <FormError error={step.error} fields={[]} />
    </div>
  )
}
