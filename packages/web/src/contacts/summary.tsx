import { useMutation } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { useNoteChange } from '../messages/notes.ts'
import { words } from '../strings/words.ts'
import { summarise, useMayAsk } from '../suggestions/provider.ts'

/** What the conversation is about, in the words of the model that the workspace connected; it can be kept as a note. */
export function Summary({ threadId }: { threadId: string }) {
  const mayAsk = useMayAsk('summary')
  const summary = useMutation({ mutationFn: () => summarise(threadId) })
  const note = useNoteChange(threadId)
  if (!mayAsk) return null
  const t = words.desk.panel.summary
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-3">
      <h3 className="mb-[7px] text-xs font-strong">{t.title}</h3>
      {summary.isError && <ProblemNotice error={summary.error} className="mb-2" />}
      {summary.data && (
        <p className="mb-2 text-xs whitespace-pre-wrap" role="status" data-testid="summary">
          {summary.data.text}
          <span className="block text-2xs text-ink-3">{t.cost(summary.data.cost, summary.data.currency)}</span>
        </p>
      )}
      {note.isError && <ProblemNotice error={note.error} className="mb-2" />}
      <p className="flex flex-wrap gap-2">
        <Button size="sm" disabled={summary.isPending} onClick={() => summary.mutate()} data-testid="summarise">
          <Sparkles size={13} aria-hidden="true" />
          {summary.isPending ? t.asking : summary.data ? t.again : t.ask}
        </Button>
        {summary.data && (
          <Button
            look="ghost"
            size="sm"
            disabled={note.isPending || note.isSuccess}
            onClick={() => note.mutate({ text: summary.data.text })}
          >
            {note.isSuccess ? t.kept : t.keep}
          </Button>
        )}
      </p>
    </section>
  )
}
