import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCasement } from '../testing/run-casement.ts'

const may = {
  message: { type: 'text', text: { body: 'Hello' } },
  situation: { at: '2026-11-20T12:00:00Z', to: '+447700900456', lastInboundAt: '2026-11-20T11:00:00Z' },
}
const mayNot = { message: { type: 'text', text: { body: 'Hello' } } }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-check-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function check(content: unknown, ...flags: string[]) {
  const file = join(folder, `${Math.random()}.json`)
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  const run = runCasement(['check', file, ...flags])
  return { code: await run.exited, text: run.lines.join('\n') }
}

test('all may go and nothing was found: 0', async () => {
  expect(await check(may)).toEqual({ code: 0, text: expect.stringMatching(/^May go, and costs nothing/) })
})

test('a file that begins with a byte order mark is read like any other', async () => {
  expect((await check(`\ufeff${JSON.stringify(may)}`)).code).toBe(0)
})

test('one of several may not: 1, and each has its answer', async () => {
  const { code, text } = await check([may, mayNot], '--json')
  expect(code).toBe(1)
  expect(JSON.parse(text)).toMatchObject([
    { decision: { kind: 'send', window: { csw: { open: true, until: '2026-11-21T11:00:00.000Z' } } }, findings: [] },
    { decision: { kind: 'refuse', rule: 'window.closed' }, findings: [] },
  ])
})

test('one alone is answered with one, not with a list', async () => {
  expect(JSON.parse((await check(mayNot, '--json')).text)).toMatchObject({ decision: { kind: 'refuse' } })
})

test.each([
  { label: 'no JSON', content: '{"message":', sentence: /is not JSON/ },
  { label: 'neither message nor template', content: {}, sentence: /give either a message or a template/ },
  { label: 'both', content: { message: {}, template: {} }, sentence: /give either a message or a template/ },
  {
    label: 'a time that is none',
    content: [may, { ...mayNot, situation: { at: 'soon' } }],
    sentence: /\[1\]\.situation\.at: "soon" is not a point in time/,
  },
  {
    label: 'a number that is none',
    content: { ...mayNot, situation: { to: 'Anna' } },
    sentence: /situation\.to: give a number with its calling code/,
  },
])('unreadable, $label: 2', async ({ content, sentence }) => {
  expect(await check(content)).toEqual({ code: 2, text: expect.stringMatching(sentence) })
})

test('a file that is not there: 2', async () => {
  const run = runCasement(['check', join(folder, 'nowhere.json')])
  expect(await run.exited).toBe(2)
  expect(run.lines).toEqual([expect.stringContaining('nowhere.json cannot be read (ENOENT).')])
})
