import type { FastifyReply, FastifyRequest } from 'fastify'
import { COOKIE_PREFIX } from './auth.ts'

const NAME = `${COOKIE_PREFIX}.workspace`
const YEAR_S = 365 * 24 * 3_600

/**
 * Which of their workspaces a browser was in last: for pictures, files and the first question of a page, which can carry no header.
 * Only a wish: whoever is no member any more is in another.
 */
export function chosenWorkspace(request: FastifyRequest): string | undefined {
  const found = request.headers.cookie?.split(/;\s*/).find((one) => one.startsWith(`${NAME}=`))
  return found?.slice(NAME.length + 1)
}

export function chooseWorkspace(reply: FastifyReply, workspaceId: string, publicUrl: string): void {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''
  reply.header('set-cookie', `${NAME}=${workspaceId}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${YEAR_S}${secure}`)
}
