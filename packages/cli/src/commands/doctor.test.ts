import { expect, test } from 'vitest'
import { freePorts, runCasement } from '../testing/run-casement.ts'

const run = async (args: string[], env: Record<string, string>) => {
  const ran = runCasement(['doctor', ...args], env)
  return { code: await ran.exited, lines: ran.lines }
}

test('what fails is a line with its fix, and exit code 1', async () => {
  const [nobody] = await freePorts(1)
  const env = {
    DATABASE_URL: `postgres://me@127.0.0.1:${nobody}/x`,
    GRAPH_URL: `http://127.0.0.1:${nobody}`,
    PORT: String(nobody),
  }
  const { code, lines } = await run([], env)
  expect(code).toBe(1)
  expect(lines[0]).toMatch(/^fail {2}database {8}DATABASE_URL names .* where nothing listens: start PostgreSQL/)
  expect(lines.at(-1)).toMatch(/^\d to mend\.$/)

  const asJson = await run(['--json'], env)
  expect(asJson.code).toBe(1)
  expect(JSON.parse(asJson.lines.join('\n'))[0]).toMatchObject({ check: 'database', level: 'fail', fix: expect.any(String) })
})

test('an environment that cannot be read is told whole, with exit code 2', async () => {
  const { code, lines } = await run([], { PORT: 'none', PUBLIC_URL: 'nowhere' })
  expect(code).toBe(2)
  expect(lines.join('\n')).toMatch(/PORT is "none"[\s\S]*PUBLIC_URL is "nowhere"/)
})
