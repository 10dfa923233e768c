import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** What would make an answer depend on more than the question. */
const forbidden: readonly RegExp[] = [
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\bperformance\.now\(/,
  /\bprocess\./,
  /\bfetch\(/,
  /from 'node:/,
  /from '@casement\/(?!platform')/,
  /\bset(Timeout|Interval|Immediate)\(/,
]

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file))

test('rules and platform know no clock, no chance, no environment and nobody but each other', () => {
  const found = [import.meta.dirname, join(import.meta.dirname, '../../platform/src')].flatMap(sources).flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return forbidden.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern}`)
  })
  expect(found).toEqual([])
})
