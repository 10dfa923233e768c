import { Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { words } from '../strings/words.ts'

/** What remains of a while that ends by machine time, in milliseconds; ticks only when it is over. */
export function useWhile(until: number | null): number {
  const [, tick] = useState(0)
  const left = until === null ? 0 : Math.max(0, until - Date.now())
  useEffect(() => {
    if (until === null) return
    const wait = until - Date.now()
    if (wait <= 0) return
    const timer = setTimeout(() => tick((n) => n + 1), wait + 20)
    return () => clearTimeout(timer)
  }, [until])
  return left
}

/** Takes the message back while that is certain: a bar drains inside the button. */
export function UndoButton({ until, onUndo, className }: { until: number; onUndo: () => void; className?: string }) {
  const left = useWhile(until)
  const [whole] = useState(left)
  if (left === 0) return null
  return (
    <button
      type="button"
      data-testid="undo"
      onClick={onUndo}
      className={
        className ??
        'relative inline-flex items-center gap-1 overflow-hidden rounded-xs px-1 font-medium text-accent shadow-[inset_0_0_0_1px_var(--accent-line)] hover:bg-accent-tint'
      }
    >
      <span
        aria-hidden="true"
        className="drains pointer-events-none absolute inset-0 bg-current opacity-12"
        style={{ animationDuration: `${whole}ms` }}
      />
      <Undo2 size={11} aria-hidden="true" />
      {words.desk.composer.undo}
    </button>
  )
}
