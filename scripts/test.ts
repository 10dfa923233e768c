/**
 * `npm test`: types, lint and every test. The last line counts them; types and lint count as one check for each command. Exit 0
 * only when something ran and nothing failed, whatever way it failed. Arguments go to Vitest: `npm test -- window`.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Count, countTests, total } from './count-tests.ts'

const root = join(import.meta.dirname, '..')
const folder = await mkdtemp(join(tmpdir(), 'casement-run-'))

// All at once: while databases are prepared and the dashboard is built, a core has nothing to do.
const counts = total(
  await Promise.all([
    check('Types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']),
    check('Types of the dashboard', 'typescript/bin/tsc', ['-p', 'packages/web/tsconfig.json']),
    check('Lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '--max-diagnostics=50', '.']),
    tests(process.argv.slice(2)),
  ]),
)

await rm(folder, { recursive: true, force: true })
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`)
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1

/** One command that is right when it exits 0; its output shows only when it is not. */
async function check(name: string, bin: string, args: string[]): Promise<Count> {
  const { code, output, ms } = await run(bin, args, 'collect')
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${(ms / 1000).toFixed(1)} s)`)
  if (code !== 0) console.log(output.trimEnd())
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

async function tests(filters: string[]): Promise<Count> {
  const report = join(folder, 'tests.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run('vitest/vitest.mjs', ['run', ...reporters, ...filters], 'show')
  const { count, because } = countTests(await readFile(report, 'utf8').catch(() => null), code)
  if (because) console.log(`✗ ${because}`)
  return count
}

function run(bin: string, args: string[], output: 'collect' | 'show') {
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, 'node_modules', bin), ...args], {
    cwd: root,
    stdio: output === 'show' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'test' },
  })
  let text = ''
  const collect = (chunk: Buffer) => {
    text += chunk
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  return new Promise<{ code: number; output: string; ms: number }>((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: error.message, ms: 0 }))
    child.on('close', (code) => resolve({ code: code ?? 1, output: text, ms: performance.now() - started }))
  })
}
