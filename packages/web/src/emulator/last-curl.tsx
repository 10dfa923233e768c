import { Check, Copy, Terminal } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { useActions } from './action-log.ts'

/** The last thing done here, as the command that does it again. */
export function LastCurl() {
  const last = useActions()[0]
  if (!last) return null
  return (
    <div className="flex min-w-0 items-center gap-2 text-xs text-ink-3">
      <Terminal size={14} className="flex-none" aria-hidden="true" />
      <code className="min-w-0 flex-1 truncate font-mono text-[0.92em]" title={last.curl}>
        {last.curl}
      </code>
      <CopyButton text={last.curl} label={words.action.copyCurl} />
    </div>
  )
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <Button
      size="sm"
      icon
      look="ghost"
      aria-label={copied ? words.action.copied : label}
      title={copied ? words.action.copied : label}
      onClick={() =>
        void navigator.clipboard?.writeText(text).then(() => {
          setCopied(true)
          setTimeout(() => setCopied(false), 1_500)
        })
      }
    >
      {copied ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
    </Button>
  )
}
