#!/usr/bin/env node
// `casement`: plain JavaScript for any Node from 20 on. A packed casement brings JavaScript; a clone runs its TypeScript with the
// Node 24 that npm installed.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

// Colours are for people; read once, by the library that prints the help.
if (!process.stdout.isTTY) process.env.NO_COLOR ??= '1'

const here = dirname(realpathSync(fileURLToPath(import.meta.url)))
const packed = join(here, '..', 'dist', 'cli', 'src', 'casement.js')
const source = join(here, '..', 'src', 'casement.ts')

if (existsSync(source)) runSource()
else if (runsHere(process.argv[2])) await import(pathToFileURL(packed).href)

/** What the hub is built on needs a newer Node than the rest. */
function runsHere(command) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if ((command !== 'start' && command !== 'serve') || major > 22 || (major === 22 && minor >= 19)) return true
  console.error(
    `casement ${command} needs Node 22.19 or later, and this is ${process.versions.node}. Get it from https://nodejs.org.`,
  )
  process.exitCode = 1
  return false
}

async function runSource() {
  if (Number.parseInt(process.versions.node, 10) >= 24) {
    await import(pathToFileURL(source).href)
    return
  }
  const node = findNode24(here)
  if (!node) {
    console.error(
      `This is Node ${process.versions.node}, and Casement's own Node 24 is not installed. Run "npm ci" in the clone first.`,
    )
    process.exit(1)
  }
  // The channel says nothing; that it closes tells the program that we were killed.
  const child = spawn(node, [source, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

function findNode24(from) {
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', program)
    if (existsSync(candidate)) return candidate
  }
  return null
}
