import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { Failure } from '../failure.ts'
import { packageRoot } from '../program-files.ts'

/**
 * Builds the dashboard when what it is made of has changed since the last build; a packed casement brings it built. An interrupted
 * build leaves no stamp, and is made again.
 */
export async function buildDashboard(say: (sentence: string) => void): Promise<void> {
  const web = join(packageRoot, '..', 'web')
  if (!(await exists(join(web, 'vite.config.ts')))) return
  const stampFile = join(web, 'dist', '.built-from')
  const stamp = await hashOf(
    [
      ...['src', 'public', 'build', 'index.html', 'vite.config.ts', 'package.json', 'tsconfig.json'].map((name) =>
        join(web, name),
      ),
    ].concat(join(web, '..', 'platform', 'src'), join(web, '..', 'rules', 'src'), join(web, '..', '..', 'package-lock.json')),
  )
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return

  say('Building the dashboard: a few seconds, when it has changed.')
  await rm(stampFile, { force: true })
  await runVite(web)
  await writeFile(stampFile, stamp)
}

function runVite(web: string): Promise<void> {
  const vite = join(createRequire(join(web, 'package.json')).resolve('vite/package.json'), '..', 'bin', 'vite.js')
  const child = spawn(process.execPath, [vite, 'build'], {
    cwd: web,
    // Whoever starts it, a test too, builds what people get: React for development draws everything twice.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Failure(`The dashboard does not build. Vite says:\n${output.trim()}`)),
    )
  })
}

/** One digest of the names and contents of all files below the given paths, tests left out. */
async function hashOf(paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map(filesBelow))).flat().sort()
  const contents = await Promise.all(files.map((file) => readFile(file)))
  const hash = createHash('sha256')
  for (const [index, file] of files.entries()) hash.update(`${relative(packageRoot, file)}\0`).update(contents[index] as Buffer)
  return hash.digest('hex')
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null)
  if (!entries) return (await exists(path)) ? [path] : []
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
