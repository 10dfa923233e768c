import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { LogOut, Moon, Search, Sun, UserRound } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Face } from '../controls/face.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { signOut, useSession } from '../session/session.ts'
import { WorkspaceSwitch } from '../session/workspaces.tsx'
import { chooseLanguage, languageNow, offeredLanguages } from '../strings/languages.ts'
import { words } from '../strings/words.ts'
import { VIEWS } from '../threads/thread-filter.ts'
import { countText, useThreadCounts } from '../threads/threads.ts'
import { navItems } from './nav-items.ts'
import { openPalette } from './palette-state.ts'
import { switchTheme, useTheme } from './theme.ts'
import { WorldBox } from './world-box.tsx'

const navLook = clsx(
  'group flex items-center gap-[9px] rounded-sm px-2 text-ink-2 transition-quick',
  'hover:bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] aria-[current]:bg-[color-mix(in_oklab,var(--ink)_8%,transparent)] aria-[current]:text-ink',
)

/** The left edge: where one is, where one can go, what time it is on the platform, who one is. */
export function Side({ narrow }: { narrow: boolean }) {
  const { emulator } = useSession()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const inInbox = path.startsWith('/inbox')
  return (
    <aside className="flex min-h-0 flex-col overflow-y-auto p-2.5" aria-label={words.nav.workspace}>
      <WorkspaceSwitch narrow={narrow} />
      <button
        type="button"
        onClick={openPalette}
        className="mt-1.5 mb-3 flex h-[30px] flex-none items-center gap-2 rounded-sm bg-surface px-2 text-ink-3 shadow-pane hover:text-ink-2"
      >
        <Search size={14} aria-hidden="true" />
        <span className={clsx(narrow && 'sr-only')}>{words.palette.open}</span>
        {!narrow && <kbd className="ms-auto">{isMac ? '⌘ K' : 'Ctrl K'}</kbd>}
      </button>
      <nav aria-label={words.nav.main}>
        {navItems(emulator !== null).map(({ to, label, Icon }) => (
          <div key={to}>
            <Link
              to={to}
              title={narrow ? label : undefined}
              className={clsx(navLook, 'h-7 font-medium')}
              aria-current={path.startsWith(to) ? 'page' : undefined}
            >
              <Icon size={16} aria-hidden="true" />
              <span className={clsx(narrow && 'sr-only')}>{label}</span>
              {to === '/inbox' && !inInbox && !narrow && <Total />}
            </Link>
            {to === '/inbox' && inInbox && !narrow && <Views />}
          </div>
        ))}
      </nav>
      <div className="mt-auto grid gap-2 pt-4">
        {emulator && <WorldBox narrow={narrow} />}
        <Me narrow={narrow} />
      </div>
    </aside>
  )
}

function Total() {
  const counts = useThreadCounts().data
  return counts ? (
    <span className="ms-auto text-xs font-text text-ink-3 group-aria-[current]:text-ink-2">{countText(counts.all)}</span>
  ) : null
}

function Views() {
  const counts = useThreadCounts().data
  const search = useRouterState({ select: (state) => state.location.search as { view?: string } })
  return (
    <ul className="m-0 mt-0.5 mb-1.5 ms-[15px] list-none border-s border-line-strong p-0 ps-2" aria-label={words.nav.views}>
      {VIEWS.map((view) => (
        <li key={view}>
          <Link
            to="/inbox"
            search={(previous) => ({ ...previous, view })}
            data-testid={`view-${view}`}
            className={clsx(navLook, 'h-[26px] font-text aria-[current]:font-medium')}
            aria-current={(search.view ?? 'all') === view ? 'true' : undefined}
          >
            {words.view[view]}
            {counts && (
              <span className="ms-auto text-xs font-text text-ink-3 group-aria-[current]:text-ink-2">
                {countText(counts[view])}
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Me({ narrow }: { narrow: boolean }) {
  const { person, role } = useSession()
  const theme = useTheme()
  const navigate = useNavigate()
  return (
    <div className={clsx('flex items-center gap-1 text-xs text-ink-2', narrow ? 'flex-col' : 'ps-1')}>
      <Menu
        label={words.nav.account}
        trigger={
          <button type="button" className="flex min-w-0 flex-1 items-center gap-2 rounded-sm px-1 py-1 text-start hover:text-ink">
            <Face name={person.name} size={24} raised />
            <span className={clsx('truncate', narrow && 'sr-only')}>{person.name}</span>
          </button>
        }
      >
        <p className="px-2 py-1 text-xs text-ink-3">
          {person.email}, {role}
        </p>
        {offeredLanguages().length > 1 &&
          offeredLanguages().map(([tag, name]) => (
            <MenuItem key={tag} checked={tag === languageNow()} onSelect={() => chooseLanguage(tag)}>
              <span lang={tag}>{name}</span>
            </MenuItem>
          ))}
        <MenuItem onSelect={() => void navigate({ to: '/settings/$section', params: { section: 'me' } })}>
          <UserRound size={14} aria-hidden="true" />
          {words.nav.myAccount}
        </MenuItem>
        <MenuItem onSelect={() => void signOut()}>
          <LogOut size={14} aria-hidden="true" />
          {words.nav.signOut}
        </MenuItem>
      </Menu>
      <Button
        look="ghost"
        size="sm"
        icon
        onClick={switchTheme}
        aria-label={words.nav.theme[theme]}
        title={words.nav.theme[theme]}
      >
        {theme === 'dark' ? <Sun size={15} aria-hidden="true" /> : <Moon size={15} aria-hidden="true" />}
      </Button>
    </div>
  )
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform)
