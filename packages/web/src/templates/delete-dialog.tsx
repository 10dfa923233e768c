import { dayIn, holdsOn, judgedFacts, platformTime } from '@casement/platform'
import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { longDay } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { queryClient } from '../http/query-client.ts'
import { words } from '../strings/words.ts'
import { languageName } from './language-names.ts'
import { deleteTemplate, type Listed } from './template-api.ts'

const DAY = 86_400_000

/** Deleting takes the name with it for a while: said before it is done, with the day on which the name comes back. */
export function DeleteDialog({
  template,
  several,
  onClose,
  onGone,
}: {
  template: Listed
  several: boolean
  onClose: () => void
  onGone: () => void
}) {
  const t = words.templateDesk.remove
  const now = usePlatformNow('minute')
  const day = dayIn(platformTime(now))
  const days = Number(judgedFacts.find((fact) => fact.id === 'templates.name-lock-days' && holdsOn(fact, day))?.value ?? 0)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const remove = async (languages: 'this' | 'all') => {
    setBusy(true)
    try {
      await deleteTemplate(template.id, languages)
      await queryClient.invalidateQueries({ queryKey: ['templates'] })
      onGone()
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }
  return (
    <Dialog title={t.title(template.name)} hint={`${t.how(days)} (${longDay(now + days * DAY)})`} onClose={onClose}>
      {error !== null && <ProblemNotice error={error} />}
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{words.templateDesk.cancel}</Button>
        <Button look="danger" disabled={busy} onClick={() => void remove('this')} data-testid="delete-language">
          {t.this(languageName(template.language))}
        </Button>
        {several && (
          <Button look="danger" disabled={busy} onClick={() => void remove('all')}>
            {t.all}
          </Button>
        )}
      </div>
    </Dialog>
  )
}
