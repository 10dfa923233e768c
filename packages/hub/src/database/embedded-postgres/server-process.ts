import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, stat } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { clusterIn } from './cluster-home.ts'
import { readServerFile } from './leftover-server.ts'
import { asOwner, type Owner, runAsOwner } from './owner.ts'

export type Server = { readonly exited: Promise<void>; stop(): Promise<void> }
type Launch = { home: string; binaries: Binaries; owner: Owner | null; port: number; durable: boolean; log: string }

/** Recovery after a crash replays what was written since the last checkpoint; far longer than that means something is wrong. */
const PATIENCE_MS = 120_000
const STOP_MS = 5_000
const LOG_LIMIT_BYTES = 5_000_000

/**
 * The shell lets go of its own process for PostgreSQL, and leaves a watcher that ends the server when descriptor 3 closes without
 * a word: that is, when we were killed. The watcher is nobody's child, because PostgreSQL wonders about children it does not know.
 */
const GUARD = '( ( read -r word <&3 || kill -INT "$$" ) 2>/dev/null & ); exec "$@" 3<&-'

/** Starts the server and waits until it takes connections. The answer of a failed start is the server's own last word. */
export async function launchServer({ home, binaries, owner, port, durable, log }: Launch): Promise<Server | { failed: string }> {
  const cluster = clusterIn(home)
  const before = await stat(log).catch(() => null)
  const logFile = await open(log, before && before.size > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600)
  const logStart = (await logFile.stat()).size
  const settings = Object.entries(settingsFor(port, durable)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = [binaries.postgres, '-D', cluster, ...settings]

  const windows = process.platform === 'win32'
  const [file, ...args] = windows ? command : ['/bin/sh', '-c', GUARD, 'casement', ...command]
  const child = spawn(file as string, args, {
    ...asOwner(owner),
    // Its own group: Ctrl-C in a terminal reaches us, and we end the server after those who use it.
    detached: !windows,
    stdio: ['ignore', logFile.fd, logFile.fd, 'pipe'],
  })
  const word = child.stdio[3] as Writable
  word.on('error', () => {})
  let gone = false
  const exited = new Promise<void>((resolve) => {
    const finish = () => {
      gone = true
      // Told, the watcher goes home without a kill.
      word.end('done\n')
      resolve()
    }
    child.once('exit', finish)
    child.once('error', finish)
  })
  await logFile.close()

  for (const end = Date.now() + PATIENCE_MS; !gone && Date.now() < end; await sleep(10)) {
    const server = await readServerFile(cluster)
    if (server?.ready && (windows || server.pid === child.pid)) {
      child.unref()
      return { exited, stop: () => stopServer(child, exited, binaries, cluster) }
    }
  }
  if (!gone) await stopServer(child, exited, binaries, cluster)
  return { failed: lastWord((await readFile(log, 'utf8').catch(() => '')).slice(logStart)) }
}

async function stopServer(child: ChildProcess, exited: Promise<void>, binaries: Binaries, cluster: string): Promise<void> {
  if (process.platform === 'win32') {
    await runAsOwner(null, binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'])
    return exited
  }
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    child.kill(signal)
    const patience = new AbortController()
    const outcome = await Promise.race([
      exited.then(() => 'gone'),
      sleep(STOP_MS, 'still there', { signal: patience.signal, ref: true }).catch(() => ''),
    ])
    patience.abort()
    if (outcome === 'gone') return
  }
  await once(child, 'exit')
}

function settingsFor(port: number, durable: boolean): Record<string, string | number> {
  return {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    jit: 'off',
    max_connections: 200,
    ...(durable
      ? { shared_buffers: '256MB', max_wal_size: '2GB', wal_compression: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum_naptime: '10min' }),
  }
}

const lastWord = (log: string): string =>
  log
    .split('\n')
    .filter((line) => /\b(FATAL|PANIC|error while loading|cannot|could not)\b/.test(line))
    .at(-1)
    ?.replace(/^.*?(FATAL|PANIC): +/, '')
    .replace(/\.$/, '') ?? 'it does not say why'
