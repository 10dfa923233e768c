import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'

/** Something long to hand on: shown whole, copied with one press. */
export function CopyLine({ text, label, testId }: { text: string; label: string; testId?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <div className="flex items-center gap-2 py-px pe-px">
      <input
        readOnly
        dir="ltr"
        aria-label={label}
        value={text}
        data-testid={testId}
        onFocus={(event) => event.currentTarget.select()}
        className="h-8 min-w-0 flex-1 rounded-sm bg-sunken px-2.5 font-mono text-xs outline-none shadow-[inset_0_0_0_1px_var(--line-strong)] focus-visible:shadow-[inset_0_0_0_1.5px_var(--accent)]"
      />
      <Button onClick={copy}>
        {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        <span aria-live="polite">{copied ? words.settings.copied : words.settings.copy}</span>
      </Button>
    </div>
  )
}
