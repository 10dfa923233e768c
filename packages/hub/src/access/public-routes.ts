/**
 * The addresses that answer without a key or a session, and why each may. Everything else needs one: a route that is neither here
 * nor guarded by a role stops the start.
 */
export const publicRoutes: ReadonlyMap<string, string> = new Map([
  ['GET /healthz', 'says only that the process is alive'],
  ['GET /readyz', 'says only whether the hub may be sent traffic'],
  ['GET /metrics', 'asks for loopback or a key itself'],
  ['GET /openapi.json', 'describes the API, which is no secret'],
  ['GET /docs', 'shows the description'],
  ['GET /docs/', 'shows the description'],
  ['GET /docs/*', 'shows the description'],
  ['GET /docs/json', 'shows the description'],
  ['GET /docs/yaml', 'shows the description'],
  ['GET /docs/static/index.html', 'shows the description'],
  ['GET /docs/static/swagger-initializer.js', 'shows the description'],
  ['GET /docs/static/*', 'shows the description'],
  ['GET /sign-in', 'exchanges a one-time link for a session'],
  ['POST /v1/sign-in', 'exchanges a password for a session'],
  ['GET /*', 'the dashboard’s files, which hold no data'],
  ['GET /r/:code', 'leads people from a link in a message to its page; the code carries a proof of ours'],
  ['GET /webhooks/whatsapp', 'the platform’s handshake, which knows the verify token'],
  ['POST /webhooks/whatsapp', 'the platform’s webhooks, which carry a signature'],
  ['GET /webhooks/whatsapp/:appId', 'the platform’s handshake, which knows the verify token'],
  ['POST /webhooks/whatsapp/:appId', 'the platform’s webhooks, which carry a signature'],
  ['GET /f/:token', 'a form by which people opt in, which shows what its business wrote'],
  ['POST /f/:token', 'what people say in it, the same answer for everybody, counted by address'],
  ['POST /clock-follower', 'the emulator’s clock, which carries a word of ours'],
])
