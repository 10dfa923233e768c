import { Lightbulb } from 'lucide-react'
import { words } from '../strings/words.ts'
import type { SuggestedReply } from './suggestions.ts'

/** Answers that may fit, to be taken into the box and changed there. Nothing goes by a tap here. */
export function SuggestionStrip({
  replies,
  filled,
  onTake,
}: {
  replies: readonly SuggestedReply[]
  /** The text as it would stand in the box. */
  filled: (text: string) => string
  onTake: (reply: SuggestedReply) => void
}) {
  if (replies.length === 0) return null
  return (
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
            className="block h-[26px] max-w-[280px] min-w-24 truncate rounded-full bg-sunken px-2.5 text-xs text-ink-2 transition-quick hover:bg-hover"
          >
            {filled(reply.text)}
          </button>
        </li>
      ))}
    </ul>
  )
}
