import { GraphFailure } from './failure.ts'
import type { GraphRequest } from './request.ts'

const MESSAGING = 'whatsapp_business_messaging'
const MANAGEMENT = 'whatsapp_business_management'
/** Edges of a number that send, receive and call; all others manage. */
const messagingEdges = new Set(['messages', 'marketing_messages', 'media', 'calls', 'call_permissions', 'groups'])
/** Paths that only say who somebody is, or that ask for no token at all. */
const unscoped = new Set(['me', 'debug_token', 'oauth', 'files', 'flow_files', 'flows', 'qr_images'])

/** Whether a token may make a call. Throws GraphFailure 200 when it may not send, 10 when it may not manage. */
export function checkScope({ world, path, token }: GraphRequest): void {
  const [first = '', edge = ''] = path
  if (unscoped.has(first) || first.startsWith('upload:')) return
  const sends =
    messagingEdges.has(edge) ||
    first === 'whatsapp_business' ||
    world.media.has(first) ||
    world.things.get(first)?.kind === 'group'
  if (token.scopes.includes(sends ? MESSAGING : MANAGEMENT)) return
  throw sends
    ? new GraphFailure({
        code: 200,
        http: 403,
        message: `(#200) You do not have the necessary permissions required to send messages on behalf of this WhatsApp Business Account: ${MESSAGING}.`,
      })
    : new GraphFailure({
        code: 10,
        http: 403,
        message: `(#10) Application does not have permission for this action: ${MANAGEMENT}.`,
      })
}
