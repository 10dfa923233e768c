import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '@casement/hub/embedded-postgres'
import { packageRoot } from '../program-files.ts'

export type Run = { readonly child: ChildProcess; readonly lines: string[]; readonly exited: Promise<number | null> }

const kept = Object.fromEntries(
  ['PATH', 'HOME', 'TMPDIR', 'NODE_COMPILE_CACHE'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
) as Record<string, string>

/** Runs `casement …` as people do, as a process of its own, with nothing of our own environment that would change it. */
export function runCasement(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [join(packageRoot, 'src', 'casement.ts'), ...args], {
    env: { ...kept, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', (line) => lines.push(line))
  return { child, lines, exited: once(child, 'close').then(([code]) => code as number | null) }
}

/** Waits for a line that matches, and answers with what the pattern caught. Rejects with all it said when it ends without. */
export async function untilSays({ child, lines, exited }: Run, pattern: RegExp): Promise<RegExpExecArray> {
  let over = false
  exited.then(() => {
    over = true
  })
  for (;;) {
    for (const line of lines) {
      const match = pattern.exec(line)
      if (match) return match
    }
    if (over) throw new Error(`casement ended without saying ${pattern}. It said:\n${lines.join('\n')}`)
    await Promise.race([once(child.stdout as NodeJS.ReadableStream, 'data'), exited])
    await new Promise(setImmediate)
  }
}

/** Below those that the system gives to connections going out: one of them would take a port before it is opened. */
const LOWEST = 20_000
const MANY = 12_000

/** Some ports of 127.0.0.1 that are free now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const wanted = LOWEST + Math.floor(Math.random() * MANY)
    if ((await freePort(wanted)) === wanted) ports.add(wanted)
  }
  return [...ports]
}
