import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { CodeField } from '../settings/code-field.tsx'
import { ConfirmButton } from '../settings/confirm-button.tsx'
import { Field, FormError, fixAt } from '../settings/form.tsx'
import { words } from '../strings/words.ts'
import { isConnected, type PhoneNumber } from './accounts.ts'
import { StepForm, useStep } from './number-steps.tsx'
import { PinField } from './pin-field.tsx'

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

const Step = (props: Parameters<typeof StepForm>[0]) => (
  <li>
    <StepForm {...props} />
  </li>
)

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
      <CodeField
        label={t.code}
        error={fixAt(step.error, 'code')}
        className="w-40"
        digits
        autoComplete="one-time-code"
        value={code}
        testId="code"
        onChange={setCode}
      />
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
      <PinField pin={pin} hint={t.pinHint} error={fixAt(step.error, 'pin')} testId="pin" onChange={setPin} />
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
