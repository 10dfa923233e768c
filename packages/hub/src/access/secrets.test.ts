import { expect, test } from 'vitest'
import { openSecret, sealSecret, sessionSecret } from './secrets.ts'

const key = Buffer.alloc(32, 1)
const other = Buffer.alloc(32, 2)
const purpose = 'waba:1/token'

test('what was sealed opens with the same key for the same purpose, any text at all', () => {
  for (const secret of ['EAAB', '', 'ünï ☃ 😀', 'x'.repeat(10_000)]) {
    expect(openSecret(sealSecret(secret, { key, purpose }), { key, purpose })).toBe(secret)
  }
})

test('the sealed form shows neither the secret nor, twice, the same text', () => {
  const first = sealSecret('EAAB-hush', { key, purpose })
  expect(first).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/)
  expect(first).not.toContain('EAAB')
  expect(sealSecret('EAAB-hush', { key, purpose })).not.toBe(first)
})

const sealed = sealSecret('EAAB', { key, purpose })
const middle = sealed.length - 10
const damaged = `${sealed.slice(0, middle)}${sealed[middle] === 'A' ? 'B' : 'A'}${sealed.slice(middle + 1)}`

test.each([
  { label: 'another key', value: sealed, with: { key: other, purpose }, says: 'encrypted with another key' },
  { label: 'another purpose', value: sealed, with: { key, purpose: 'waba:2/token' }, says: 'is damaged: enter it again' },
  { label: 'a changed letter', value: damaged, with: { key, purpose }, says: 'is damaged: enter it again' },
  { label: 'a value cut short', value: sealed.slice(0, 20), with: { key, purpose }, says: 'is damaged: enter it again' },
  { label: 'no sealed value', value: 'EAAB', with: { key, purpose }, says: 'not in a form this version' },
])('$label does not open, and says so without the secret', ({ value, with: using, says }) => {
  expect(() => openSecret(value, using)).toThrow(says)
})

test('sessions are signed with a key of their own', () => {
  expect(sessionSecret(key)).not.toBe(key.toString('base64'))
  expect(sessionSecret(key)).toBe(sessionSecret(Buffer.from(key)))
  expect(sessionSecret(key)).not.toBe(sessionSecret(other))
})
