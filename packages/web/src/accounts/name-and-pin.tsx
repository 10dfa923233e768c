import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Field, fixAt } from '../settings/form.tsx'
import { words } from '../strings/words.ts'
import type { PhoneNumber } from './accounts.ts'
import { StepForm, useStep } from './number-steps.tsx'
import { PinField } from './pin-field.tsx'

const t = words.accounts.nameAndPin

/** What may be changed of a number that is registered: the name that customers see, which Meta reviews, and its two-step PIN. */
export function NameAndPin({ number }: { number: PhoneNumber }) {
  return (
    <div className="grid gap-6 desk:grid-cols-2">
      <Rename number={number} />
      <NewPin id={number.id} />
    </div>
  )
}

function Rename({ number }: { number: PhoneNumber }) {
  const step = useStep(number.id, 'name')
  const [name, setName] = useState('')
  const wished = number.requestedName
  return (
    <div className="grid content-start gap-1">
      <StepForm
        title={t.rename}
        step={step}
        done={t.renamed}
        fields={['name']}
        onSubmit={() => void step.post({ name: name.trim() }).then((made) => made && setName(''))}
      >
        <Field
          label={t.name}
          hint={t.nameHint(number.name ?? number.displayPhoneNumber)}
          error={fixAt(step.error, 'name')}
          className="w-64"
        >
          {(control) => (
            <input
              {...control}
              maxLength={100}
              autoComplete="off"
              value={name}
              data-testid="number-name"
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <Button type="submit" disabled={step.busy || name.trim().length < 3} data-testid="rename-number">
          {t.renameNow}
        </Button>
      </StepForm>
      {wished && (
        <p className="text-xs text-ink-2" data-testid="wished-name">
          {wished.decision === null ? t.inReview(wished.name) : t.decided(wished.name, wished.decision.toLowerCase())}
        </p>
      )}
    </div>
  )
}

function NewPin({ id }: { id: string }) {
  const step = useStep(id, 'pin')
  const [pin, setPin] = useState('')
  return (
    <StepForm
      title={t.pin}
      step={step}
      done={t.pinSet}
      fields={['pin']}
      onSubmit={() => void step.post({ pin }).then((made) => made && setPin(''))}
    >
      <PinField pin={pin} hint={t.pinHint} error={fixAt(step.error, 'pin')} testId="new-pin" onChange={setPin} />
      <Button type="submit" disabled={step.busy || pin.length !== 6} data-testid="set-pin">
        {t.pinNow}
      </Button>
    </StepForm>
  )
}
