import { Lock } from 'lucide-react'
import { lazy, type RefObject, Suspense, useEffect, useState } from 'react'
import { spanShort } from '../clock/time-words.ts'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import type { Thread } from '../threads/threads.ts'
import type { WindowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { NoteBox } from './note-box.tsx'
import { ScheduledList } from './scheduled-list.tsx'
import { TextBox } from './text-box.tsx'

const TemplatePicker = lazy(() => import('./template-picker.tsx').then((module) => ({ default: module.TemplatePicker })))

const InteractiveBox = lazy(() => import('./interactive-box.tsx').then((module) => ({ default: module.InteractiveBox })))

export type ComposerMode = 'text' | 'template' | 'interactive' | 'note'

/**
 * One box that only offers what will work: text while the window is open, the templates once it is closed, both while it closes.
 * Which of them is no question of taste but of the clock, so it changes under an open page without being asked.
 */
export function Composer({
  thread,
  window,
  now,
  mode,
  onMode,
  box,
}: {
  thread: Thread
  window: WindowNow
  now: number
  mode: ComposerMode
  onMode: (mode: ComposerMode) => void
  box: RefObject<HTMLTextAreaElement | null>
}) {
  const closed = window.state === 'closed'
  const shown: ComposerMode = closed && mode !== 'note' ? 'template' : mode
  // The window may have closed and opened again under us: whoever had chosen nothing gets the text box back.
  const [wasClosed, setWasClosed] = useState(closed)
  useEffect(() => {
    if (wasClosed && !closed) onMode('text')
    if (wasClosed !== closed) setWasClosed(closed)
  }, [closed, wasClosed, onMode])

  const modes = (
    <Segmented<ComposerMode>
      label={words.composer.kind}
      value={shown}
      onChange={onMode}
      segments={[
        {
          value: 'text',
          label: words.composer.text,
          ...(closed ? { disabled: true, icon: <Lock size={12} aria-hidden="true" />, title: words.composer.textLocked } : {}),
        },
        { value: 'template', label: words.composer.template },
        ...(closed
          ? []
          : [{ value: 'interactive' as const, label: words.desk.composer.interactive, testId: 'mode-interactive' }]),
        { value: 'note', label: words.desk.composer.note, testId: 'mode-note' },
      ]}
    />
  )
  return (
    <div
      className="@container mx-auto w-full max-w-[924px] flex-none px-3 pb-2 max-desk:pb-[max(8px,env(safe-area-inset-bottom))]"
      data-composer={shown}
    >
      {window.state === 'last' && (
        <p role="status" className="flex items-center gap-2 px-2 pb-1.5 text-xs text-last-text">
          <WindowRing quiet size={14} window={window} />
          {words.composer.closing(spanShort(window.left))}
        </p>
      )}
      <ScheduledList threadId={thread.id} now={now} />
      {shown === 'text' && (
        <TextBox thread={thread} window={window} now={now} modes={modes} box={box} onTemplate={() => onMode('template')} />
      )}
      {shown === 'note' && <NoteBox thread={thread} modes={modes} />}
      {shown === 'template' && (
        <Suspense fallback={<div className="h-[386px]" />}>
          <TemplatePicker thread={thread} window={window} now={now} modes={modes} />
        </Suspense>
      )}
      {shown === 'interactive' && (
        <Suspense fallback={<div className="h-[300px]" />}>
          <InteractiveBox thread={thread} window={window} now={now} modes={modes} onTemplate={() => onMode('template')} />
        </Suspense>
      )}
    </div>
  )
}
