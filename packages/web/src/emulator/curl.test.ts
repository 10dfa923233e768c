import { expect, it } from 'vitest'
import { curlOf } from './curl.ts'

it.each([
  [
    'POST',
    '/clock',
    { advanceMs: 3_600_000 },
    `curl http://localhost:4010/_emulator/clock -H 'content-type: application/json' -d '{"advanceMs":3600000}'`,
  ],
  ['GET', '/stats', undefined, 'curl -X GET http://localhost:4010/_emulator/stats'],
  [
    'POST',
    '/customers/44/messages',
    { text: { body: "it's" } },
    `curl http://localhost:4010/_emulator/customers/44/messages -H 'content-type: application/json' -d '{"text":{"body":"it'\\''s"}}'`,
  ],
  ['DELETE', '/faults', undefined, 'curl -X DELETE http://localhost:4010/_emulator/faults'],
])('%s %s', (method, path, body, curl) => expect(curlOf('http://localhost:4010/', method, path, body)).toBe(curl))
