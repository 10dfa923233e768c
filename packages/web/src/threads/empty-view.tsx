import { Link } from '@tanstack/react-router'
import { Smartphone } from 'lucide-react'
import { Button, buttonClass } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { PANEL, useMedia } from '../controls/use-media.ts'
import { openPhonePanel } from '../emulator/phone-panel-state.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import type { ThreadFilter } from './thread-filter.ts'

/** No thread here: why, and the one thing that changes it. */
export function EmptyView({ filter, onEndSearch }: { filter: ThreadFilter; onEndSearch: () => void }) {
  const { emulator } = useSession()
  const roomBeside = useMedia(PANEL)
  if (filter.q) {
    return <Empty action={<Button onClick={onEndSearch}>{words.inbox.endSearch}</Button>}>{words.empty.search(filter.q)}</Empty>
  }
  if (filter.view !== 'all') {
    return (
      <Empty
        action={
          <Link to="/inbox" search={(previous) => ({ ...previous, view: 'all' })} className={buttonClass()}>
            {words.empty.showAll}
          </Link>
        }
      >
        {words.empty.view[filter.view]}
      </Empty>
    )
  }
  if (!emulator) return <Empty>{words.empty.inbox}</Empty>
  const write = (
    <>
      <Smartphone size={14} aria-hidden="true" />
      {words.empty.writeAsCustomer}
    </>
  )
  return (
    <Empty
      action={
        roomBeside ? (
          <Button look="primary" onClick={openPhonePanel}>
            {write}
          </Button>
        ) : (
          <Link to="/phone" className={buttonClass('primary')}>
            {write}
          </Link>
        )
      }
    >
      {words.empty.inboxEmulator}
    </Empty>
  )
}
