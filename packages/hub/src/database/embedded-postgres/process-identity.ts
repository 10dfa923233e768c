import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * What tells a process from a later one with the same number: the boot and the moment it started. Null when there is no such
 * process, or only its remains that nobody has collected yet.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
    if (stat === null) return null
    // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    return state === 'Z' || state === 'X' ? null : `${boot.trim()}/${fields[18]}`
  }
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : null
  return run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim() || null,
    () => null,
  )
}

/** Whether the process is a PostgreSQL server on this very cluster, and not somebody who inherited the number. */
export async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  if ((await processIdentity(pid)) === null) return false
  if (process.platform === 'linux') {
    const [command, folder] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      readlink(`/proc/${pid}/cwd`).catch(() => ''),
    ])
    return /^postgres/.test(basename(command.split('\0')[0] ?? '')) && folder === cluster
  }
  if (process.platform === 'win32') return true
  const command = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return command.stdout.includes('postgres') && command.stdout.includes(cluster)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
