import type { Auth } from './auth.ts'

/**
 * A link that signs in the person with this email once, within half an hour of machine time. Only its hash is stored, so this answer
 * is the only place where it can be read. It works for people who were added before; for others it leads to a page that says so.
 */
export async function signInLink({ auth, publicUrl }: { auth: Auth; publicUrl: string }, email: string): Promise<string> {
  let token: string | undefined
  await auth.api.signInMagicLink({
    body: { email, metadata: { handOver: (made: string) => (token = made) } },
    headers: new Headers(),
  })
  if (!token) throw new Error('The sign-in link could not be made: try again.')
  return `${publicUrl}/sign-in?token=${encodeURIComponent(token)}`
}

/** Signs in by a password: the cookies to set, or null when email and password do not belong together. */
export async function usePassword(
  auth: Auth,
  given: { email: string; password: string },
  headers: Headers,
): Promise<string[] | null> {
  const answer = await auth.api.signInEmail({ body: given, headers, asResponse: true })
  return answer.status === 200 ? answer.headers.getSetCookie() : null
}

/** Exchanges a link's token for a session: the cookies to set, or null when it was used, has expired or was never made. */
export async function useSignInLink(auth: Auth, token: string, headers: Headers): Promise<string[] | null> {
  const answer = await auth.api.magicLinkVerify({ query: { token }, headers, asResponse: true })
  return answer.status === 200 ? answer.headers.getSetCookie() : null
}
