/** Use on the same axis as its limit. */
export function Meter({ label, used, of }: { label: string; used: number; of: number }) {
  const share = of > 0 ? Math.min(100, (used / of) * 100) : 0
  return (
    <div className="h-1.5 overflow-hidden rounded-full bg-(--state-queued)">
      <meter className="sr-only" aria-label={label} min={0} max={of} value={Math.min(used, of)} />
      <div className={share >= 90 ? 'h-full bg-warn' : 'h-full bg-(--state-read)'} style={{ width: `${share}%` }} />
    </div>
  )
}
