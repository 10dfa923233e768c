// `npm start`, `npm test`, `npm run bench` and `npm pack` begin here: plain JavaScript for any Node from 20 on, before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const windows = process.platform === 'win32'

const programs = {
  start: ['packages/cli/src/casement.ts', 'start'],
  test: ['scripts/test.ts'],
  bench: ['bench/run.ts'],
  pack: ['scripts/pack.ts'],
}

const [name = '', ...rest] = process.argv.slice(2)
const program = Object.hasOwn(programs, name) ? programs[name] : undefined
if (!program) fail(`"${name}" is none of ${Object.keys(programs).join(', ')}. Write: node scripts/run.mjs start`)
if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(`This is Node ${process.versions.node}, and Casement needs Node 20 or later to install. Get it from https://nodejs.org.`)
}

if (!isInstalled()) install()
run([join(root, program[0]), ...program.slice(1), ...rest])

/** npm notes what it installed, as its last step; the lock file says what there should be. */
function isInstalled() {
  const wanted = readPackages('package-lock.json')
  const present = readPackages('node_modules/.package-lock.json')
  if (!wanted) fail('package-lock.json is missing or unreadable. Bring it back with: git checkout package-lock.json')
  if (!present) return false
  return Object.entries(wanted).every(([path, { version, link, optional, resolved }]) => {
    if (!path.startsWith('node_modules/')) return true
    const there = present[path]
    // What is made for other machines is optional and stays away.
    if (!there) return optional === true
    return link ? there.resolved === resolved : there.version === version
  })
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages
  } catch {
    return undefined
  }
}

function install() {
  console.log('Installing what is missing: a minute or two, once.')
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  // npm tells where it is; without it, the one in the path.
  const npm = process.env.npm_execpath
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: windows })
  if (done.error) fail('npm was not found. It comes with Node: get both from https://nodejs.org, then run this again.')
  if (done.status !== 0) {
    fail(
      'npm could not install what Casement needs; its own words are above. Check the network and the free disk space, then run this again.',
    )
  }
}

/** The Node that npm installed for us, or this one when it is new enough to run TypeScript. */
function findNode() {
  const ours = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
  if (existsSync(ours)) return ours
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath
  fail(
    'npm did not install Node 24, because the install script of the package "node" was not run. Allow it with "npm config set ignore-scripts false", delete node_modules, and run this again; or use Node 24 yourself.',
  )
}

function run(args) {
  // The channel says nothing; that it closes tells the program that we were killed.
  const child = spawn(findNode(), args, {
    cwd: process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: ourEnvironment(),
  })
  // Whoever signals only us means the program too. (package.json says `exec` so that npm's signals reach us, not a shell; Windows
  // has no exec and takes the second half of that line.)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  if (process.env.npm_lifecycle_event && !windows) stopWithParent(child)
  child.on('error', (error) => fail(`Node 24 does not start: ${error.message}.`))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

/** When npm is killed, nobody is left to stop us. */
function stopWithParent(child) {
  const parent = process.ppid
  setInterval(() => process.ppid === parent || child.kill('SIGTERM'), 500).unref()
}

function ourEnvironment() {
  const path = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  // A third of a start is reading our TypeScript: Node keeps what it made of it.
  const cache = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node') }
  return {
    ...cache,
    ...process.env,
    [path]: `${join(root, 'node_modules', '.bin')}${windows ? ';' : ':'}${process.env[path] ?? ''}`,
  }
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
