import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { belongTo, request } from '../http/request.ts'
import { settleFirstScreen } from '../inbox/ask-first-screen.ts'

export type EmulatorDoor = {
  readonly url: string
  readonly worldId: string
  readonly testRecipient: string
  readonly phoneNumberId: string
  readonly displayPhoneNumber: string
}

export type Session = {
  readonly person: { readonly id: string; readonly name: string; readonly email: string }
  readonly role: string
  readonly workspace: { readonly id: string; readonly name: string; readonly timeZone: string }
  readonly workspaces?: readonly { readonly id: string; readonly name: string }[]
  readonly emulator: EmulatorDoor | null
  /** The last event before this was answered: what came since is told by the stream. */
  readonly lastEvent: number
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await request<Session>('/v1/session', { signal })
    belongTo(session.workspace.id)
    settleFirstScreen(session.workspace.id)
    return session
  },
  staleTime: Number.POSITIVE_INFINITY,
})

export const useSessionQuery = () => useQuery(sessionQuery)

/** Who is signed in. Only below the shell, which waits until that is known. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data

export async function signOut(): Promise<void> {
  await request('/v1/session/sign-out', { method: 'POST', body: {} })
  location.assign('/')
}
