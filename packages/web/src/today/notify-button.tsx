import { Bell, BellRing } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { turnTelling, useTelling } from './desk-notifications.ts'

/** Whether this computer shows alerts while the page is not looked at. The browser is asked on the click, never before. */
export function NotifyButton() {
  const t = words.reengage.notify
  const telling = useTelling()
  if (telling === 'impossible') return null
  const on = telling === 'on'
  const Icon = on ? BellRing : Bell
  return (
    <Button
      look="ghost"
      size="sm"
      aria-pressed={on}
      data-testid="notify"
      disabled={telling === 'denied'}
      title={telling === 'denied' ? t.denied : undefined}
      onClick={() => void turnTelling(!on)}
    >
      <Icon size={14} aria-hidden="true" />
      <span className="max-desk:sr-only">{on ? t.on : t.ask}</span>
    </Button>
  )
}
