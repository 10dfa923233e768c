import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeNonAscii, hexOfSignature, signatureOf } from './signature.ts'

const body =
  '{"object":"whatsapp_business_account","entry":[{"id":"900800700600500","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"447700900123","phone_number_id":"100200300400500"},"contacts":[{"profile":{"name":"Ada Byrne"},"wa_id":"447700900456","user_id":"GB.7Qx41mA"}],"messages":[{"from":"447700900456","from_user_id":"GB.7Qx41mA","id":"wamid.HBgMNDQ3NzAwOTAwNDU2FQIAEhgUM0E1RjAxAA==","timestamp":"1790000000","text":{"body":"hi"},"type":"text"}]},"field":"messages"}]}]}'

const sign = (bytes: string) => createHmac('sha256', 'emu_app_secret_1').update(bytes).digest('hex')

test('the known vector', () => {
  expect(Buffer.byteLength(body)).toBe(505)
  expect(escapeNonAscii(body)).toBe(body)
  expect(signatureOf(sign(body))).toBe('sha256=bd4c5a95b9e00e3b897dd7a7f2e75c4202a9a43446fa104eee979744e6e71c6b')
})

test.each([
  ['{"a":"é"}', '{"a":"\\u00e9"}'],
  ['{"a":"👍"}', '{"a":"\\ud83d\\udc4d"}'],
  ['{"a":"https://x.example/ö"}', '{"a":"https:\\/\\/x.example\\/\\u00f6"}'],
  ['{"a":"back\\\\/slash"}', '{"a":"back\\\\\\/slash"}'],
  ['{"a":"already \\/ escaped"}', '{"a":"already \\/ escaped"}'],
  ['{"a":"plain\\n"}', '{"a":"plain\\n"}'],
])('%s becomes %s', (json, escaped) => {
  expect(escapeNonAscii(json)).toBe(escaped)
})

test('escaping changes the bytes, never the value, and twice is as good as once', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const escaped = escapeNonAscii(JSON.stringify(value))
      expect(JSON.stringify(JSON.parse(escaped))).toBe(JSON.stringify(value))
      expect([...escaped].every((char) => char.charCodeAt(0) < 0x80)).toBe(true)
      expect(escapeNonAscii(escaped)).toBe(escaped)
    }),
  )
})

test.each([
  [signatureOf('a'.repeat(64)), 'a'.repeat(64)],
  [`SHA256=${'A'.repeat(64)}`, 'a'.repeat(64)],
  [`sha256=${'a'.repeat(63)}`, null],
  [`sha256=${'a'.repeat(65)}`, null],
  [`sha1=${'a'.repeat(40)}`, null],
  ['', null],
  [undefined, null],
])('the header %s holds %s', (header, hex) => {
  expect(hexOfSignature(header)).toBe(hex)
})
