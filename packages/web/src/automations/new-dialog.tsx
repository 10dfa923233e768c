import { clsx } from 'clsx'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { TextField } from '../controls/fields.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { createAutomation, useDeed } from './automation-api.ts'
import { type Starter, starters } from './starters.ts'

/** Chooses what to begin with. What is made is off, and opens to be drawn on. */
export function NewDialog({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const t = words.automation
  const all = starters(Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [chosen, setChosen] = useState<Starter>(all[1] ?? (all[0] as Starter))
  const [name, setName] = useState<string | null>(null)
  const called = name ?? t.starters[chosen.key][0]
  const create = useDeed(() => createAutomation(called.trim(), chosen.graph))
  return (
    <Dialog title={t.new} onClose={onClose} width={560}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate(undefined, { onSuccess: ({ id }) => onMade(id) })
        }}
      >
        <fieldset className="grid gap-2 p-px desk:grid-cols-2" aria-label={t.begin}>
          {all.map((starter) => {
            const [title, hint] = t.starters[starter.key]
            return (
              <button
                key={starter.key}
                type="button"
                aria-pressed={starter.key === chosen.key}
                data-testid={`starter-${starter.key}`}
                onClick={() => setChosen(starter)}
                className={clsx(
                  'grid content-start gap-0.5 rounded-md px-3 py-2 text-start',
                  starter.key === chosen.key
                    ? 'bg-selected shadow-[inset_0_0_0_1.5px_var(--accent)]'
                    : 'shadow-control hover:bg-hover',
                )}
              >
                <b className="font-medium">{title}</b>
                <span className="text-xs text-ink-2">{hint}</span>
              </button>
            )
          })}
        </fieldset>
        <TextField label={t.name} value={called} onChange={setName} />
        {create.isError && <ProblemNotice error={create.error} />}
        <Button look="primary" type="submit" className="justify-self-end" disabled={called.trim() === '' || create.isPending}>
          {t.create}
        </Button>
      </form>
    </Dialog>
  )
}
