import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ChevronsUpDown } from 'lucide-react'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { request } from '../http/request.ts'
import { Mark } from '../shell/mark.tsx'
import { words } from '../strings/words.ts'
import { useSession } from './session.ts'

/** Another workspace is another page: everything that is on screen belonged to the one before. */
export async function goToWorkspace(id: string): Promise<void> {
  await request('/v1/session/workspace', { method: 'POST', body: { id } })
  location.assign('/inbox')
}

/** Where one is; a menu for who could be elsewhere. */
export function WorkspaceSwitch({ narrow }: { narrow: boolean }) {
  const { workspace, workspaces = [] } = useSession()
  const look = 'flex h-9 w-full flex-none items-center gap-[9px] rounded-sm px-2 text-md font-strong tracking-tight'
  const name = <span className={clsx('truncate', narrow && 'sr-only')}>{workspace.name}</span>
  if (workspaces.length < 2) {
    return (
      <Link to="/today" className={look}>
        <Mark />
        {name}
      </Link>
    )
  }
  return (
    <Menu
      label={words.nav.workspaces}
      trigger={
        <button type="button" className={clsx(look, 'text-start hover:bg-hover')} data-testid="workspace-switch">
          <Mark />
          {name}
          {!narrow && <ChevronsUpDown size={14} className="ms-auto text-ink-3" aria-hidden="true" />}
        </button>
      }
    >
      {workspaces.map(({ id, name }) => (
        <MenuItem key={id} checked={id === workspace.id} onSelect={() => void (id === workspace.id || goToWorkspace(id))}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  )
}
