import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { Field, FormError, fixAt, useSaving } from './form.tsx'

const HOUR = 3_600_000
/** What a `datetime-local` holds: the viewer's own time, to the minute. */
const local = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** A span of the past, to be told or applied again; answers in the sentence that `onReplay` gives. */
export function SpanForm({
  testId,
  label,
  onReplay,
}: {
  testId: string
  /** What the button does. */
  label: string
  onReplay: (span: { from: string; to: string }) => Promise<string>
}) {
  const saving = useSaving()
  const [from, setFrom] = useState(() => local(Date.now() - 24 * HOUR))
  const [to, setTo] = useState(() => local(Date.now() + 60_000))
  const [told, setTold] = useState('')
  const replay = async () => setTold(await onReplay({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }))
  return (
    <form
      className="grid gap-3"
      onChange={() => {
        saving.touch()
        setTold('')
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (from !== '' && to !== '') void saving.run(replay)
      }}
    >
      <div className="flex flex-wrap items-end gap-3">
        <Field label={words.settings.span.from} error={fixAt(saving.error, 'from')}>
          {(control) => (
            <input {...control} type="datetime-local" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          )}
        </Field>
        <Field label={words.settings.span.to} error={fixAt(saving.error, 'to')}>
          {(control) => (
            <input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          )}
        </Field>
        <Button type="submit" disabled={saving.busy || from === '' || to === ''} data-testid={testId}>
          {label}
        </Button>
      </div>
      <FormError error={saving.error} fields={['from', 'to']} />
      <p role="status" className="text-xs text-ink-2">
        {told}
      </p>
    </form>
  )
}
