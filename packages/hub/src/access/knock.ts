import type { InjectOptions } from 'fastify'
import type { App } from '../http/fastify-app.ts'
import { publicRoutes } from './public-routes.ts'

/**
 * Knocks at every route without key or cookie, and answers with those that should have sent us away with 401 and did not. For tests
 * over the whole app: the start already refuses a route without a guard; this proves that the guard holds.
 */
export async function knock(app: App): Promise<{ knocked: number; open: string[] }> {
  const guarded = [...app.routeAccess.keys()].filter((route) => !publicRoutes.has(route.replace(/^HEAD /, 'GET ')))
  const open: string[] = []
  for (const route of guarded) {
    const [method = 'GET', address = '/'] = route.split(' ')
    const url = address.replace(/:\w+(\([^)]*\))?/g, '0190aaaa-0000-7000-8000-000000000001').replace('*', 'x')
    const answer = await app.inject({ method: method as NonNullable<InjectOptions['method']>, url })
    if (answer.statusCode !== 401) open.push(`${route} → ${answer.statusCode}`)
  }
  return { knocked: guarded.length, open }
}
