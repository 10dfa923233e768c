/** Use on the same axis as its limit. */
export function Meter({ label, used, of }: { label: string; used: number; of: number }) {
  const share = of > 0 ? Math.min(100, (used / of) * 100) : 0
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Math.min(used, of)}
      className="h-1.5 overflow-hidden rounded-full bg-(--state-queued)"
    >
      <div className={share >= 90 ? 'h-full bg-warn' : 'h-full bg-(--state-read)'} style={{ width: `${share}%` }} />
    </div>
  )
}
