import { FlaskConical } from 'lucide-react'
import { Chip } from '../controls/chip.tsx'
import { Empty } from '../controls/empty.tsx'
import { DESK, useMedia } from '../controls/use-media.ts'
import { StartOver } from '../demo/start-over.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { ActionLog } from './action-log-pane.tsx'
import { ClockBar } from './clock-bar.tsx'
import { PhoneDesk } from './phone-desk.tsx'
import { WebhookLog } from './webhook-log.tsx'

/** The other side of everything: the customer's phone, the platform's clock, and what went over the wire. */
export function PhonePage() {
  const { emulator } = useSession()
  const desk = useMedia(DESK)
  if (!emulator) return <Empty>{words.phone.noEmulator}</Empty>
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:min-h-[52px] max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight whitespace-nowrap">{words.nav.phone}</h1>
        <Chip tone="warn" className="max-desk:hidden">
          <FlaskConical size={12} aria-hidden="true" />
          {words.world.banner}
        </Chip>
        <span className="ms-auto truncate font-mono text-[0.92em] text-ink-3 max-desk:hidden">
          {emulator.url.replace(/^https?:\/\//, '')}
        </span>
        <span className="max-desk:ms-auto">
          <StartOver />
        </span>
      </header>
      <ClockBar />
      <div className="grid min-h-0 flex-1 grid-cols-1 desk:grid-cols-[344px_minmax(0,1fr)] panel:grid-cols-[344px_minmax(0,1fr)_minmax(260px,340px)]">
        <section className="flex min-h-0 flex-col bg-sunken" aria-label={words.phone.title}>
          <PhoneDesk preferred={null} />
        </section>
        {desk && (
          <>
            <WebhookLog />
            <ActionLog />
          </>
        )}
      </div>
    </>
  )
}
