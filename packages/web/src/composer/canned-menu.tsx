import { clsx } from 'clsx'
import { useEffect, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { Line, Panel } from './panel.tsx'
import { type QuickReply, useKeepQuickReply, useQuickReplies } from './quick-replies.ts'

/** Quick replies that begin as typed; arrows choose, Enter takes, Escape leaves. The keys come from the box, where the caret stays. */
export function CannedMenu({
  query,
  keyOf,
  onTake,
  onClose,
}: {
  query: string
  /** Hands this menu the keys of the box: it answers whether it used one. */
  keyOf: (listener: ((key: string) => boolean) | null) => void
  onTake: (reply: QuickReply) => void
  onClose: () => void
}) {
  const { data } = useQuickReplies()
  const replies = data ?? []
  const found = replies.filter(
    (reply) => reply.shortcut.startsWith(query.toLowerCase()) || reply.text.toLowerCase().includes(query.toLowerCase()),
  )
  const [at, setAt] = useState(0)
  const index = Math.min(at, Math.max(0, found.length - 1))
  useEffect(() => {
    keyOf((key) => {
      if (key === 'Escape') onClose()
      else if (key === 'ArrowDown') setAt(Math.min(found.length - 1, index + 1))
      else if (key === 'ArrowUp') setAt(Math.max(0, index - 1))
      else if ((key === 'Enter' || key === 'Tab') && found[index]) onTake(found[index])
      // Nothing to take, or not here yet: what was meant to find a reply is never sent as one.
      else if (key !== 'Enter') return false
      return true
    })
    return () => keyOf(null)
  })
  return (
    <section
      aria-label={words.desk.composer.canned.title}
      data-testid="canned"
      className="opens absolute bottom-[calc(100%+8px)] start-0 z-20 max-h-64 w-[min(420px,100%)] overflow-y-auto rounded-md bg-raised p-1 shadow-pop"
    >
      {data && found.length === 0 && (
        <p className="px-2 py-1.5 text-xs text-ink-3">{words.desk.composer.canned[replies.length === 0 ? 'empty' : 'none']}</p>
      )}
      {found.map((reply, each) => (
        <button
          key={reply.id}
          type="button"
          tabIndex={-1}
          ref={(element) => {
            if (each === index) element?.scrollIntoView({ block: 'nearest' })
          }}
          aria-current={each === index || undefined}
          onPointerMove={() => setAt(each)}
          onClick={() => onTake(reply)}
          className={clsx('block w-full rounded-sm px-2 py-1.5 text-start', each === index && 'bg-hover')}
        >
          <b className="font-medium">/{reply.shortcut}</b>
          <span className="line-clamp-1 text-xs text-ink-3">{reply.text}</span>
        </button>
      ))}
    </section>
  )
}

/** Keeps what stands in the box as a quick reply, for everybody. */
export function KeepCanned({ text, onClose }: { text: string; onClose: () => void }) {
  const keep = useKeepQuickReply()
  const [shortcut, setShortcut] = useState('')
  const [kept, setKept] = useState(text)
  return (
    <Panel title={words.desk.composer.canned.add} onClose={onClose}>
      <Line label={words.desk.composer.canned.shortcut} value={shortcut} onChange={setShortcut} placeholder="hours" />
      <Line label={words.composer.text} value={kept} onChange={setKept} multiline />
      <p className="mb-2 text-2xs text-ink-3">{words.desk.composer.canned.variables}</p>
      {keep.isError && <ProblemNotice error={keep.error} className="mb-2" />}
      <Button
        look="primary"
        className="w-full"
        disabled={keep.isPending || shortcut.trim() === '' || kept.trim() === ''}
        onClick={() => keep.mutate({ shortcut: shortcut.trim(), text: kept.trim() }, { onSuccess: onClose })}
      >
        {words.desk.composer.canned.save}
      </Button>
    </Panel>
  )
}

const MAY_KEEP = new Set(['manager', 'admin', 'owner'])
export const useMayKeepReplies = (): boolean => MAY_KEEP.has(useSession().role)
