import { words } from '../strings/words.ts'
import { useDemo } from './demo.ts'

/** The whole screen while the demo company lives: everything else is changing too fast to be worked with. */
export function LivingCover() {
  const { demo, underWay } = useDemo()
  if (!underWay) return null
  const { day = 0, days = 30 } = demo ?? {}
  return (
    <div className="fixed inset-0 z-50 grid place-items-center bg-canvas p-6" data-testid="demo-living">
      <div role="status" className="grid w-full max-w-[420px] gap-2">
        <h2 className="text-lg font-strong tracking-tight">{words.demo.livingTitle}</h2>
        <p className="text-ink-2">{words.demo.livingHint}</p>
        <progress className="mt-2 h-1.5 w-full" max={days} value={day} aria-label={words.demo.livingTitle} />
        <p className="text-xs text-ink-3">{day === 0 ? words.demo.preparing : words.demo.living(day, days)}</p>
      </div>
    </div>
  )
}
