import { readdirSync, readFileSync } from 'node:fs'
import { errorByCode, errorCatalogue } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import { accessStories } from './code-stories/access.ts'
import { callAndFlowStories } from './code-stories/calls-and-flows.ts'
import { groupStories } from './code-stories/groups.ts'
import { numberStories } from './code-stories/numbers.ts'
import { sendingStories } from './code-stories/sending.ts'
import { hello } from './code-stories/story.ts'
import { templateStories } from './code-stories/templates.ts'
import { TestEmulator } from './start-emulator.ts'

/**
 * Every code that the emulator claims to produce, each produced once. What it claims is read from its own source: a code of the
 * catalogue that stands there and has no story here fails the build. All other codes of the catalogue come when a fault asks for
 * them.
 */

const stories = [
  ...accessStories,
  ...sendingStories,
  ...templateStories,
  ...numberStories,
  ...callAndFlowStories,
  ...groupStories,
]

describe('each code the emulator claims', () => {
  test.each(stories)(
    '%d: %s',
    async (code, _situation, live) => {
      const emulator = await TestEmulator.start()
      expect(await live(emulator)).toContain(code)
    },
    30_000,
  )
})

/** The emulator's own source, without what tests it. */
function source(folder = new URL('..', import.meta.url)): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      if (entry.isDirectory())
        return entry.name === 'testing' || entry.name === 'assets' ? '' : source(new URL(`${entry.name}/`, folder))
      return /\.ts$/.test(entry.name) && !entry.name.includes('.test.') ? readFileSync(new URL(entry.name, folder), 'utf8') : ''
    })
    .join('\n')
}

const told = new Set(stories.map(([code]) => code))

test('every code of the catalogue that the source names has its story', () => {
  const named = new Set<number>()
  // Small codes are named where they refuse; from 2,500 on no other number of the source is one.
  for (const [, digits = ''] of source().matchAll(/\b(\d[\d_]*)\b/g)) {
    const code = Number(digits.replaceAll('_', ''))
    if (code >= 2_500 && errorCatalogue.some((entry) => entry.code === code)) named.add(code)
  }
  for (const [, digits = ''] of source().matchAll(/(?:refuse\(|code: |subcode: )(\d+)\b/g)) {
    if (errorByCode(Number(digits))) named.add(Number(digits))
  }
  expect([...named].filter((code) => !told.has(code))).toEqual([])
})

test('no code has two stories', () => {
  expect(stories).toHaveLength(told.size)
})

test('all other codes of the catalogue come when a fault asks for them, with their status and title', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const wrong: unknown[] = []
  for (const entry of errorCatalogue.filter(({ code }) => !told.has(code))) {
    await emulator.control('POST', '/faults', { on: 'send', fault: { code: entry.code }, times: 1 })
    const { status, body: answer } = await hello(emulator)
    if (answer.error?.code !== entry.code || (entry.http >= 400 && status !== entry.http))
      wrong.push([entry.code, status, answer])
  }
  expect(wrong).toEqual([])
})
