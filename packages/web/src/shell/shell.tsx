import { Outlet, useRouterState } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { lazy, Suspense, useEffect } from 'react'
import { clockQuery } from '../clock/clock.ts'
import { DESK, useMedia, WIDE } from '../controls/use-media.ts'
import { useLiving } from '../demo/demo.ts'
import { queryClient } from '../http/query-client.ts'
import { useFollowEvents } from '../live/follow-events.ts'
import { keepOutboxMoving } from '../messages/outbox.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { useGlobalKeys, usePaletteOpen } from './palette-state.ts'
import { Side } from './side.tsx'
import { Strips } from './strips.tsx'
import { Tabs } from './tabs.tsx'

const LivingCover = lazy(() => import('../demo/living-cover.tsx').then((module) => ({ default: module.LivingCover })))
const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })))

/**
 * The desk, and over it the demo company while it lives. The desk is away meanwhile: it would ask for everything again at each of
 * thousands of events, of the hub that is busy living them.
 */
export function Shell() {
  const { emulator } = useSession()
  const living = useLiving()
  return (
    <>
      {!living && <Desk />}
      {emulator !== null && (
        <Suspense fallback={null}>
          <LivingCover />
        </Suspense>
      )}
    </>
  )
}

/** The frame on the wall: navigation at its edge, panes inside it. */
function Desk() {
  const { emulator } = useSession()
  const desk = useMedia(DESK)
  const wide = useMedia(WIDE)
  const palette = usePaletteOpen()
  useFollowEvents()
  useGlobalKeys()
  useEffect(() => keepOutboxMoving(), [])
  useEffect(() => void queryClient.prefetchQuery(clockQuery), [])
  useTitle()
  return (
    <div
      className={clsx(
        'grid h-dvh',
        desk ? (wide ? 'grid-cols-[208px_minmax(0,1fr)]' : 'grid-cols-[56px_minmax(0,1fr)]') : 'grid-rows-[minmax(0,1fr)_auto]',
      )}
    >
      <a
        href="#content"
        className="absolute start-2 z-50 -translate-y-20 rounded-sm bg-primary px-3 py-1.5 text-ink-on-primary focus:translate-y-2"
      >
        {words.nav.skip}
      </a>
      {desk && <Side narrow={!wide} />}
      <main
        id="content"
        tabIndex={-1}
        className="relative flex min-h-0 min-w-0 flex-col overflow-hidden bg-surface focus-visible:shadow-none desk:my-2 desk:me-2 desk:rounded-lg desk:shadow-pane"
      >
        <Strips desk={desk} emulator={emulator !== null} />
        <Outlet />
      </main>
      {!desk && <Tabs />}
      {palette && (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      )}
    </div>
  )
}

const titles: readonly (readonly [string, string])[] = [
  ['/inbox', words.nav.inbox],
  ['/campaigns', words.nav.campaigns],
  ['/contacts', words.nav.contacts],
  ['/consent', words.consent.title],
  ['/templates', words.nav.templates],
  ['/accounts', words.nav.accounts],
  ['/rules', words.nav.rules],
  ['/settings', words.nav.settings],
  ['/phone', words.nav.phone],
]

/** The tab's title follows the place, so that a screen reader tells where a link led. */
function useTitle(): void {
  const path = useRouterState({ select: (state) => state.location.pathname })
  useEffect(() => {
    const place = titles.find(([prefix]) => path.startsWith(prefix))?.[1]
    document.title = place ? `${place} · Casement` : 'Casement'
  }, [path])
}
