import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { App } from './fastify-app.ts'

/** Below this an answer fits into two packets anyway. */
const LEAST_BYTES = 2_048
const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/

/** The quickest of each: the next steps take twice the time for a tenth less. */
const ways = {
  br: (text: string) => promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  gzip: (text: string) => promisify(gzip)(text, { level: 1 }),
}

/**
 * Sends what is read as JSON compressed to who takes it so, unless they are on this machine, where it only costs. Answers to GET alone:
 * what is told once, such as a new key, a webhook's secret or a session, answers a POST and never shares its length with what was asked.
 */
export function compressAnswers(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.method !== 'GET' || typeof payload !== 'string' || payload.length < LEAST_BYTES) return payload
    if (reply.hasHeader('content-encoding') || !JSON_TYPE.test(String(reply.getHeader('content-type')))) return payload
    reply.header('vary', 'accept-encoding')
    const way = isHere(request.ip) ? null : wayOf(request.headers['accept-encoding'])
    if (!way) return payload
    reply.header('content-encoding', way).removeHeader('content-length')
    return ways[way](payload)
  })
}

/** The first of ours that is taken; `q=0` refuses. */
function wayOf(accepted: string | string[] | undefined): keyof typeof ways | null {
  const taken = new Map(
    [accepted ?? '']
      .flat()
      .join(',')
      .split(',')
      .map((part) => {
        const [name = '', ...members] = part.toLowerCase().replaceAll(' ', '').split(';')
        return [name, !members.some((member) => /^q=0(\.0*)?$/.test(member))] as const
      }),
  )
  return (['br', 'gzip'] as const).find((way) => taken.get(way) ?? taken.get('*')) ?? null
}

const isHere = (address: string): boolean => isIP(address) === 0 || /^(127\.|::1$|::ffff:127\.)/.test(address)
