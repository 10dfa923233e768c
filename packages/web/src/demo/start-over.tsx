import { useMutation } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import { useId, useState } from 'react'
import { longDay } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { queryClient } from '../http/query-client.ts'
import { words } from '../strings/words.ts'
import { demoQuery, startOver, useDemo } from './demo.ts'

/** The end of a working day under other prices. */
const BEFORE = '2025-09-30T16:30:00Z'
const CONVERSATIONS = '2025-06-27T16:30:00Z'

/** Begins the demo company's thirty days again, up to another date; only where there is one. */
export function StartOver() {
  const { demo } = useDemo()
  const [open, setOpen] = useState(false)
  if (demo?.state !== 'lived') return null
  return (
    <>
      <Button size="sm" data-testid="start-over" onClick={() => setOpen(true)}>
        <RotateCcw size={13} aria-hidden="true" />
        {words.demo.startOver}
      </Button>
      {open && <StartOverDialog earliest={demo.earliest.slice(0, 10)} onClose={() => setOpen(false)} />}
    </>
  )
}

function StartOverDialog({ earliest, onClose }: { earliest: string; onClose: () => void }) {
  const [choice, setChoice] = useState<string>(BEFORE)
  const [day, setDay] = useState('2025-12-19')
  const name = useId()
  const begin = useMutation({
    mutationFn: () => startOver(choice === '' ? null : choice === 'other' ? `${day}T16:30:00Z` : choice),
    onSuccess: (demo) => {
      queryClient.setQueryData(demoQuery.queryKey, demo)
      onClose()
    },
  })
  const choices = [
    { value: BEFORE, label: words.demo.dates.before(longDay(Date.parse(BEFORE))) },
    { value: CONVERSATIONS, label: words.demo.dates.conversations(longDay(Date.parse(CONVERSATIONS))) },
    { value: '', label: words.demo.dates.now },
    { value: 'other', label: words.demo.dates.other },
  ]
  return (
    <Dialog title={words.demo.title} hint={words.demo.hint} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          begin.mutate()
        }}
      >
        <fieldset className="grid gap-2">
          <legend className="sr-only">{words.demo.date}</legend>
          {choices.map(({ value, label }) => (
            <label key={value} className="flex items-center gap-2">
              <input type="radio" name={name} checked={choice === value} onChange={() => setChoice(value)} />
              {label}
            </label>
          ))}
          {choice === 'other' && (
            <input
              type="date"
              aria-label={words.demo.date}
              className={`${fieldClass} h-9`}
              min={earliest}
              max={new Date().toISOString().slice(0, 10)}
              required
              value={day}
              onChange={(event) => setDay(event.target.value)}
            />
          )}
        </fieldset>
        <p className="text-xs text-ink-2">{words.demo.gone}</p>
        {begin.isError && <ProblemNotice error={begin.error} />}
        <div className="flex justify-end">
          <Button type="submit" look="primary" disabled={begin.isPending} data-testid="start-over-begin">
            {words.demo.begin}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
