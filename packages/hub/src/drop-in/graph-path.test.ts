import { describe, expect, test } from 'vitest'
import { isMediaFile, isSend, readGraphPath, roleFor } from './graph-path.ts'

describe('addresses', () => {
  test.each([
    ['/graph/v25.0/123/media', 'v25.0', ['123', 'media'], '/v25.0/123/media'],
    ['/graph/123', null, ['123'], '/123'],
    ['/graph//v25.0//123/', 'v25.0', ['123'], '/v25.0/123/'],
    ['/graph/v25.0/upload:abc=?sig=x', 'v25.0', ['upload:abc='], '/v25.0/upload:abc='],
    ['/graph', null, [], '/'],
  ])('%s', (url, version, segments, address) => {
    expect(readGraphPath(url)).toMatchObject({ version, segments, address })
  })

  test.each(['/graph/../etc', '/graph/%2e%2e/x', '/graph/a%2fb', '/graph/a\\b', '/graph/a%00', '/graph/%', '/graph/http://x'])(
    '%s is refused or harmless',
    (url) => {
      const read = () => readGraphPath(url)
      if (url === '/graph/http://x') expect(new URL(`http://graph${read().address}`).host).toBe('graph')
      else expect(read).toThrow('Invalid parameter')
    },
  )
})

test.each([
  ['POST', '/graph/v25.0/123/messages', true],
  ['POST', '/graph/123//Messages/', true],
  ['PUT', '/graph/123/%6dessages', true],
  ['POST', '/graph/123//marketing_messages', true],
  ['GET', '/graph/123/messages', false],
  ['POST', '/graph/123/media', false],
  ['POST', '/graph/123/message_templates', false],
])('%s %s is a send: %s', (method, url, send) => {
  expect(isSend(method, readGraphPath(url))).toBe(send)
})

test.each([
  ['GET', '/graph/v25.0/123', 'agent'],
  ['GET', '/graph/v25.0/123/message_templates', 'agent'],
  ['GET', '/graph/whatsapp_business/attachments/?mid=1', 'agent'],
  ['POST', '/graph/v25.0/123/media', 'agent'],
  ['POST', '/graph/v25.0/123/media/456', 'manager'],
  ['POST', '/graph/v25.0/123/message_templates', 'manager'],
  ['DELETE', '/graph/v25.0/123', 'manager'],
  ['POST', '/graph/v25.0/upload:MTphd', 'manager'],
  ['GET', '/graph/v25.0/me/accounts', 'admin'],
  ['GET', '/graph/v25.0/debug_token', 'admin'],
  ['GET', '/graph/v25.0/oauth/access_token', 'admin'],
  ['GET', '/graph/v25.0/?ids=1,2', 'admin'],
])('%s %s takes the role %s', (method, url, role) => {
  expect(roleFor(method, readGraphPath(url))).toBe(role)
})

test('a file is fetched where files lie', () => {
  expect(isMediaFile(readGraphPath('/graph/whatsapp_business/attachments/?mid=1'))).toBe(true)
  expect(isMediaFile(readGraphPath('/graph/whatsapp_business/other'))).toBe(false)
})
