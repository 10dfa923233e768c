import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { BOTH_PANELS, DESK, PANEL, useMedia } from '../controls/use-media.ts'
import { setSidePane, useSidePane } from '../emulator/phone-panel-state.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { ListPane } from '../threads/list-pane.tsx'
import { useInboxKeys } from './inbox-keys.ts'
import { filterOf, type InboxSearch } from './inbox-search.ts'
import { PhoneSide } from './phone-side.tsx'

const loadThreadPane = () => import('./thread-pane.tsx')
const ThreadPane = lazy(() => loadThreadPane().then((module) => ({ default: module.ThreadPane })))

/** The agent's desk: list, thread, and beside it the contact or the customer's phone. One pane each on a small screen. */
export function InboxPage() {
  const { emulator } = useSession()
  const search = useSearch({ strict: false }) as InboxSearch
  const { threadId = null } = useParams({ strict: false }) as { threadId?: string }
  const navigate = useNavigate()
  const desk = useMedia(DESK)
  const roomBeside = useMedia(PANEL)
  const roomForBoth = useMedia(BOTH_PANELS)
  const chosenSide = useSidePane()
  const [over, setOver] = useState<'contact' | 'phone' | null>(null)
  const wanted = chosenSide === 'phone' && !emulator ? 'contact' : chosenSide
  const side = roomBeside ? wanted : (over ?? 'none')

  const onSide = useCallback(
    (pane: 'contact' | 'phone') => {
      if (roomBeside) setSidePane(wanted === pane ? (pane === 'phone' ? 'contact' : 'none') : pane)
      else setOver((shown) => (shown === pane ? null : pane))
    },
    [roomBeside, wanted],
  )
  useInboxKeys(threadId)
  // The list is there: by the time somebody opens a thread, its code should be too.
  useEffect(() => void setTimeout(loadThreadPane, 1_500), [])

  const phoneBeside = side === 'phone' && roomBeside
  const contactBeside = threadId !== null && roomBeside && (side === 'contact' || (side === 'phone' && roomForBoth))
  const columns = clsx('grid min-h-0 flex-1', desk && !threadId && !phoneBeside && 'grid-cols-[336px_minmax(0,1fr)]')

  return (
    <div
      className={columns}
      style={
        desk
          ? {
              gridTemplateColumns: [
                'clamp(248px, 30vw, 336px)',
                'minmax(0, 1fr)',
                ...(contactBeside ? ['minmax(264px, 288px)'] : []),
                ...(phoneBeside ? ['344px'] : []),
              ].join(' '),
            }
          : undefined
      }
    >
      {!desk && threadId && <h1 className="sr-only">{words.nav.inbox}</h1>}
      {(desk || !threadId) && <ListPane filter={filterOf(search)} currentId={threadId} />}
      {threadId ? (
        <Suspense fallback={<div className="border-line desk:border-s" />}>
          <ThreadPane
            key={threadId}
            threadId={threadId}
            showId={search.at ?? null}
            side={side}
            contactBeside={contactBeside}
            contactOver={!roomBeside && side === 'contact'}
            onSide={onSide}
          />
        </Suspense>
      ) : (
        desk && (
          <div className="grid place-content-start border-s border-line px-8 py-16">
            <p className="max-w-[40ch] text-ink-3">{words.thread.choose}</p>
          </div>
        )
      )}
      {side === 'phone' && (
        <PhoneSide
          over={!roomBeside}
          threadId={threadId}
          onThread={(id) => void navigate({ to: '/inbox/$threadId', params: { threadId: id }, search: (previous) => previous })}
          onClose={() => onSide('phone')}
        />
      )}
    </div>
  )
}
