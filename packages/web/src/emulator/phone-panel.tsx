import { X } from 'lucide-react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { clockTime, longDay } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { ClockControls } from './clock-controls.tsx'
import { LastCurl } from './last-curl.tsx'
import { PhoneDesk } from './phone-desk.tsx'

/** The phone and the clock beside the inbox: both sides of the conversation on one screen. */
export function PhonePanel({
  preferred,
  onPick,
  onClose,
}: {
  preferred: string | null
  onPick: (waId: string) => void
  onClose: () => void
}) {
  const now = usePlatformNow('minute')
  return (
    <aside aria-label={words.phone.title} className="flex h-full min-h-0 flex-col bg-sunken">
      <header className="flex-none border-b border-line px-4 pt-2.5 pb-3">
        <p className="flex items-center gap-2 pb-2">
          <b className="font-strong">{clockTime(now)}</b>
          <span className="min-w-0 flex-1 truncate text-xs text-ink-3">{longDay(now)}</span>
          <Button look="ghost" size="sm" icon aria-label={words.phone.close} onClick={onClose}>
            <X size={14} aria-hidden="true" />
          </Button>
        </p>
        <ClockControls narrow />
      </header>
      <PhoneDesk preferred={preferred} onPick={onPick} />
      <div className="flex-none border-t border-line px-4 py-1.5 empty:hidden">
        <LastCurl />
      </div>
    </aside>
  )
}
