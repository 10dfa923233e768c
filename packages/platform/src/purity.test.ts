import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const forbidden = [
  [/\bDate\.now\(/, 'the clock'],
  [/\bnew Date\(\s*\)/, 'the clock'],
  [/\bperformance\./, 'the clock'],
  [/\bMath\.random\(/, 'chance'],
  [/\bprocess\./, 'the process'],
  [/\bfetch\(/, 'the network'],
  [/from 'node:/, 'Node'],
] as const

const folder = import.meta.dirname
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file),
)

test('there are sources to look at', () => expect(sources.length).toBeGreaterThan(20))

test.each(sources)('%s depends on nothing but zod and itself', (file) => {
  const code = readFileSync(join(folder, file), 'utf8')
  for (const [pattern, what] of forbidden) expect(code, `${file} reads ${what}`).not.toMatch(pattern)
  for (const [, from] of code.matchAll(/^(?:import|export)[^'\n]*(?:\n[^'\n]*)*? from '([^']+)'/gm)) {
    expect(from === 'zod/v4/core' || from?.startsWith('.'), `${file} imports ${from}`).toBe(true)
  }
})
