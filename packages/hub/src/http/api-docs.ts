import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { unauditedBecause } from '../audit/audit-requests.ts'
import type { App } from './fastify-app.ts'

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', description: 'urn:casement:problem:…' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'One sentence that says what to do.' },
    rule: { type: 'string' },
    because: { type: 'string' },
    remedy: { type: 'string' },
    findings: { type: 'array', items: { type: 'object' } },
  },
}

const idempotencyHeader = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      description: 'Any text of yours. Within 24 hours, the same request under the same key gets the first answer again.',
    },
  },
}

const documented = /^\/(v1|webhooks|graph|healthz|readyz|metrics|sign-in)(\/|$)/

/** Describes every route at /openapi.json, from the schemas that check it, and shows the description at /docs. */
export async function describeApi(app: App, { publicUrl }: { publicUrl: string }): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Casement',
        version: '1',
        description: 'Self-hosted WhatsApp Business messaging. Errors are application/problem+json; lists page by `cursor`.',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key, made in the settings or by POST /v1/keys.' },
          session: { type: 'apiKey', in: 'cookie', name: 'casement.session_token' },
        },
      },
    },
    transform: (input) => describeRoute(jsonSchemaTransform(input), input.route),
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await app.register(swaggerUi, { routePrefix: '/docs', indexPrefix: '', uiConfig: { deepLinking: true, tryItOutEnabled: true } })
}

type Described = ReturnType<typeof jsonSchemaTransform>

function describeRoute(
  { schema, url }: Described,
  route: { method: string | string[]; config?: { access?: string } },
): Described {
  if (!documented.test(url)) return { schema: { ...schema, hide: true } as Described['schema'], url }
  const access = route.config?.access
  const takesKey = url.startsWith('/v1/') && [route.method].flat().includes('POST')
  const described: Record<string, unknown> = { ...schema }
  if (access && access !== 'public') {
    described.security = [{ key: [] }, { session: [] }]
    const note = `Takes the role ${access} or higher.`
    described.description = described.description ? `${described.description}\n\n${note}` : note
  }
  described['x-casement-access'] = access ?? 'public'
  described['x-casement-unaudited'] = unauditedBecause(String([route.method].flat()[0]), url) ?? false
  if (takesKey) described.headers ??= idempotencyHeader
  described.response = {
    ...(described.response as object | undefined),
    default: { description: 'A problem', content: { 'application/problem+json': { schema: problemSchema } } },
  }
  return { schema: described as Described['schema'], url }
}
