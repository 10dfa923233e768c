import { describe, expect, test } from 'vitest'
import { mayUse, scopeNames, scopeOf } from './scopes.ts'

describe('the scope of a route', () => {
  test.each([
    ['GET', '/v1/contacts', 'contacts:read'],
    ['POST', '/v1/contacts', 'contacts:write'],
    ['GET', '/v1/threads/:id/messages', 'messages:read'],
    ['POST', '/v1/messages', 'messages:write'],
    ['POST', '/v1/messages/check', 'messages:read'],
    ['POST', '/graph/*', 'messages:write'],
    ['DELETE', '/v1/keys/:id', 'settings:write'],
    ['GET', '/v1/consent/suppression', 'contacts:read'],
    ['GET', '/v1/jobs/:id', null],
    ['GET', '/v1/jobs/:id/rejected', 'contacts:read'],
    ['GET', '/v1/session', null],
    ['GET', '/v1/stream', null],
    ['POST', '/v1/session/password', undefined],
    ['GET', '/v1/something-new', undefined],
  ])('%s %s → %s', (method, url, scope) => expect(scopeOf(method, url)).toBe(scope))
})

describe('a key with scopes', () => {
  test.each([
    [['contacts:read'], 'contacts:read', true],
    [['contacts:read'], 'contacts:write', false],
    [['contacts:write'], 'contacts:read', true],
    [['messages:write'], 'contacts:read', false],
    [[], null, true],
    [scopeNames, undefined, false],
  ])('%j and %s → %s', (scopes, needed, may) => expect(mayUse(scopes, needed)).toBe(may))
})
