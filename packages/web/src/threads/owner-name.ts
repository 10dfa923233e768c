import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import type { Thread } from './threads.ts'

/** Who looks after a thread, as people call each other; whoever is not known by name is somebody else. */
export function useOwnerName(owner: Thread['owner']): string | null {
  const { person } = useSession()
  if (!owner) return null
  if (owner.id === person.id) return person.name
  return owner.name && owner.name !== owner.id ? owner.name : words.thread.somebodyElse
}
