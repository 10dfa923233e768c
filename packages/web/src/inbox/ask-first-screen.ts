import { store, stored } from '../controls/stored.ts'
import { askEarly, forgetEarly } from '../http/early.ts'
import { countsPath, threadPath, threadsPath } from '../threads/thread-filter.ts'
import { filterOf, inboxSearch } from './inbox-search.ts'

type Address = { readonly pathname: string; readonly search: string }

const WORKSPACE = 'workspace'
const INBOX = /^\/(?:inbox(?:\/(?<threadId>[^/]+))?\/?)?$/

/**
 * Asks who is signed in and, where the inbox is what will be drawn, for its first rows: while the code of the desk is still being
 * read, instead of one after the other once it runs. The workspace is the one this browser was last in; a wrong guess is forgotten.
 */
export function askFirstScreen(address: Address): void {
  askEarly('/v1/session')
  const workspace = stored(WORKSPACE)
  if (workspace === null) return
  for (const path of inboxPaths(address)) askEarly(path, { 'casement-workspace': workspace })
}

/** What the inbox asks for first at this address; nothing elsewhere. */
export function inboxPaths({ pathname, search }: Address): readonly string[] {
  const inbox = INBOX.exec(pathname)
  if (!inbox) return []
  const filter = filterOf(inboxSearch(Object.fromEntries(new URLSearchParams(search))))
  const threadId = inbox.groups?.threadId
  return [
    ...(filter.q === '' ? [threadsPath(filter, null)] : []),
    countsPath(filter.state),
    ...(threadId ? [threadPath(threadId)] : []),
  ]
}

/** The session says which workspace it is. */
export function settleFirstScreen(workspaceId: string): void {
  if (stored(WORKSPACE) === workspaceId) return
  forgetEarly()
  store(WORKSPACE, workspaceId)
}
