import { useMutation } from '@tanstack/react-query'
import { Lightbulb, Sparkles } from 'lucide-react'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { type Draft, draftReply, useMayAsk } from '../suggestions/provider.ts'
import type { SuggestedReply } from '../suggestions/suggestions.ts'

/** Answers that may fit, to be taken into the box and changed there. Nothing goes by a tap here. */
export function SuggestionStrip({
  threadId,
  replies,
  filled,
  onTake,
  onDraft,
}: {
  threadId: string
  replies: readonly SuggestedReply[]
  /** The text as it would stand in the box. */
  filled: (text: string) => string
  onTake: (reply: SuggestedReply) => void
  onDraft: (draft: Draft) => void
}) {
  const mayDraft = useMayAsk('draft-reply')
  const draft = useMutation({ mutationFn: () => draftReply(threadId), onSuccess: onDraft })
  if (replies.length === 0 && !mayDraft) return null
  return (
    <>
      <ul
        aria-label={words.desk.composer.suggestions.title}
        data-testid="suggestions"
        className="flex items-center gap-1.5 overflow-x-auto px-2.5 pt-2"
      >
        <li aria-hidden="true" className="flex-none text-ink-3">
          <Lightbulb size={14} />
        </li>
        {replies.map((reply) => (
          <li key={reply.text} className="min-w-0 flex-[0_1_auto]">
            <button
              type="button"
              title={`${filled(reply.text)}\n\n${reply.because}`}
              onClick={() => onTake(reply)}
              className={`${chip} block max-w-[min(280px,100%)] min-w-24 truncate`}
            >
              {filled(reply.text)}
            </button>
          </li>
        ))}
        {mayDraft && (
          <li className="flex-none">
            <button
              type="button"
              data-testid="draft-reply"
              title={words.desk.composer.suggestions.draftHint}
              disabled={draft.isPending}
              onClick={() => draft.mutate()}
              className={`${chip} flex items-center gap-1 disabled:text-ink-3`}
            >
              <Sparkles size={13} aria-hidden="true" />
              {draft.isPending ? words.desk.composer.suggestions.drafting : words.desk.composer.suggestions.draft}
            </button>
          </li>
        )}
      </ul>
      {draft.isError && <ProblemNotice error={draft.error} className="mx-2 mt-1.5" />}
    </>
  )
}

const chip = 'h-[26px] rounded-full bg-sunken px-2.5 text-xs text-ink-2 transition-quick hover:bg-hover'
