import { ago, spanDial } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import type { WindowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'

/** The ring at its largest, with the time left in its middle. */
export function BigRing({ window, now }: { window: WindowNow; now: number }) {
  return (
    <div className="mx-auto mb-3.5 w-[104px]">
      <WindowRing window={window} size={104}>
        <span className="relative text-center leading-tight" aria-hidden="true">
          {window.state === 'closed' ? (
            <>
              <b className="block text-[17px] font-[560] tracking-display">{words.window.closed}</b>
              <span className="text-2xs text-ink-3">
                {window.until === null ? words.window.never : words.window.ago(ago(now - window.until))}
              </span>
            </>
          ) : (
            <>
              <b className="block text-[22px] font-[560] tracking-display">{spanDial(window.left)}</b>
              <span className="text-2xs text-ink-3">{words.window.ofHours(window.hours)}</span>
            </>
          )}
        </span>
      </WindowRing>
    </div>
  )
}
