import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** The user PostgreSQL runs as when we are root, which it refuses to be. */
export type Owner = { readonly name: string; readonly uid: number; readonly gid: number }

/** Null when PostgreSQL may simply run as ourselves. Never creates a user: `postgres` if the machine has it, else `nobody`. */
export async function findOwner(): Promise<Owner | null> {
  if (process.getuid?.() !== 0) return null
  const users = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = users.find(([name]) => name === wanted) ?? []
    // Some systems write nobody's number as -2.
    if (name && uid && gid) return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody" to run it as. Start Casement as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
  )
}

/** What `spawn` needs to run a program of PostgreSQL as its owner, undisturbed by our folder and by `PG…` variables. */
export function asOwner(owner: Owner | null) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name)))
  const identity = owner ? { uid: owner.uid, gid: owner.gid } : {}
  return { ...identity, cwd: owner ? '/' : process.cwd(), env: { ...env, LC_ALL: 'C', TZ: 'UTC' }, windowsHide: true } as const
}

export type Run = { readonly ok: boolean; readonly stdout: string; readonly stderr: string }

/** Runs one program to its end as the owner. A program that cannot even start is an answer too: `ok` false, with the reason. */
export function runAsOwner(owner: Owner | null, command: string, args: readonly string[], input = ''): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...asOwner(owner), stdio: ['pipe', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', (error) => resolve({ ok: false, stdout, stderr: error.message }))
    child.on('close', (code) => resolve({ ok: code === 0, stdout, stderr }))
    child.stdin.on('error', () => {}).end(input)
  })
}
