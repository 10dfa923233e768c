import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkKey, readCode, writeCode } from './link-code.ts'

const secret = Buffer.alloc(32, 7)

describe('a code', () => {
  test('is read back as it was written, whoever follows it', () =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (bytes, recipient) => {
        const key = Buffer.from(bytes)
        expect(readCode(secret, writeCode(secret, { key, recipient }))).toEqual({ key, recipient })
      }),
    ))
  test('with one sign changed is none of ours', () => {
    const code = writeCode(secret, { key: Buffer.alloc(8, 1), recipient: 5 })
    for (let at = 0; at < code.length - 1; at++) {
      const other = code[at] === 'A' ? 'B' : 'A'
      expect(readCode(secret, code.slice(0, at) + other + code.slice(at + 1)), String(at)).toBeNull()
    }
  })
  test.each(['', 'short', '../../etc/passwd', 'A'.repeat(24), 'A'.repeat(23)])('%j is none', (code) =>
    expect(readCode(secret, code)).toBeNull(),
  )
  test('of another key is none of ours', () =>
    expect(readCode(Buffer.alloc(32, 8), writeCode(secret, { key: Buffer.alloc(8, 1), recipient: 5 }))).toBeNull())
})

test('a link has one key, and each owner another', () => {
  const key = (owner: string, url = 'https://a.example') => linkKey(secret, 'w', owner, url).toString('hex')
  expect(key('one')).toBe(key('one'))
  expect(new Set([key('one'), key('two'), key('one', 'https://b.example')]).size).toBe(3)
})
