import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { type NavItem, navItems } from './nav-items.ts'

/** More would leave no room for their names. */
const MOST_TABS = 5
const TAB = 'grid w-full justify-items-center gap-[3px] text-2xs font-medium text-ink-3 aria-[current]:text-ink'

/** The navigation of a small screen. Inside a thread the composer needs its place. */
export function Tabs() {
  const { emulator } = useSession()
  const path = useRouterState({ select: (state) => state.location.pathname })
  if (/^\/inbox\/./.test(path)) return null
  const items = navItems(emulator !== null)
  const shown = items.length > MOST_TABS ? items.slice(0, MOST_TABS - 1) : items
  const further = items.slice(shown.length)
  return (
    <nav
      aria-label={words.nav.main}
      className="grid flex-none border-t border-line bg-surface px-1 pt-1.5 pb-[max(10px,env(safe-area-inset-bottom))]"
      style={{ gridTemplateColumns: `repeat(${shown.length + Math.min(further.length, 1)}, 1fr)` }}
    >
      {shown.map(({ to, label, Icon }) => (
        <Link key={to} to={to} aria-current={path.startsWith(to) ? 'page' : undefined} className={TAB}>
          <Icon size={20} aria-hidden="true" />
          {label}
        </Link>
      ))}
      {further.length > 0 && <More items={further} path={path} />}
    </nav>
  )
}

function More({ items, path }: { items: readonly NavItem[]; path: string }) {
  const navigate = useNavigate()
  const here = items.some(({ to }) => path.startsWith(to))
  return (
    <Menu
      label={words.nav.more}
      trigger={
        <button type="button" aria-current={here ? 'page' : undefined} className={TAB}>
          <Ellipsis size={20} aria-hidden="true" />
          {words.nav.more}
        </button>
      }
    >
      {items.map(({ to, label, Icon }) => (
        <MenuItem key={to} checked={path.startsWith(to)} onSelect={() => void navigate({ to })}>
          <Icon size={16} aria-hidden="true" />
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}
