import { useMutation } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { draftTemplate, useMayAsk } from '../suggestions/provider.ts'
import { TextLine } from './field-row.tsx'

/** Lets the connected model write the body for a purpose. What it writes is judged like what a person writes. */
export function AskForWording({
  category,
  language,
  onText,
}: {
  category: 'MARKETING' | 'UTILITY'
  language: string
  onText: (text: string) => void
}) {
  const mayAsk = useMayAsk('draft-template')
  const [purpose, setPurpose] = useState<string | null>(null)
  const draft = useMutation({
    mutationFn: (what: string) => draftTemplate({ purpose: what, category, language }),
    onSuccess: ({ text }) => {
      onText(text)
      setPurpose(null)
    },
  })
  const t = words.templateDesk.editor.wording
  if (!mayAsk) return null
  if (purpose === null)
    return (
      <Button look="ghost" size="sm" className="mt-1" onClick={() => setPurpose('')} data-testid="ask-wording">
        <Sparkles size={13} aria-hidden="true" />
        {t.open}
      </Button>
    )
  const ask = () => purpose.trim() !== '' && !draft.isPending && draft.mutate(purpose.trim())
  return (
    <>
      {draft.isError && <ProblemNotice error={draft.error} className="mt-1" />}
      <p
        className="mt-1 flex items-center gap-2"
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          ask()
        }}
      >
        <TextLine label={t.purpose} testId="wording-purpose" value={purpose} most={2_000} onChange={setPurpose} />
        <Button size="sm" disabled={draft.isPending || purpose.trim() === ''} onClick={ask} data-testid="wording-write">
          {draft.isPending ? t.writing : t.write}
        </Button>
      </p>
    </>
  )
}
