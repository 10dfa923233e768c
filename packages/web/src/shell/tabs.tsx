import { Link, useRouterState } from '@tanstack/react-router'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { navItems } from './nav-items.ts'

/** The navigation of a small screen. Inside a thread the composer needs its place. */
export function Tabs() {
  const { emulator } = useSession()
  const path = useRouterState({ select: (state) => state.location.pathname })
  if (/^\/inbox\/./.test(path)) return null
  const items = navItems(emulator !== null)
  return (
    <nav
      aria-label={words.nav.main}
      className="grid flex-none border-t border-line bg-surface px-1 pt-1.5 pb-[max(10px,env(safe-area-inset-bottom))]"
      style={{ gridTemplateColumns: `repeat(${items.length}, 1fr)` }}
    >
      {items.map(({ to, label, Icon }) => (
        <Link
          key={to}
          to={to}
          aria-current={path.startsWith(to) ? 'page' : undefined}
          className="grid justify-items-center gap-[3px] text-2xs font-medium text-ink-3 aria-[current]:text-ink"
        >
          <Icon size={20} aria-hidden="true" />
          {label}
        </Link>
      ))}
    </nav>
  )
}
