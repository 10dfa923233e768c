import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '@casement/hub/embedded-postgres'
import { type Benchmark, median } from './benchmark.ts'
import { dataFolder } from './data-folder.ts'

const RUNS = 3
const root = join(import.meta.dirname, '..')

export const startBenchmarks: readonly Benchmark[] = [
  {
    name: 'start.cold',
    about: 'milliseconds until ready with an empty data folder and no demo company; everything installed, the dashboard built',
    run: async () => {
      const runs: number[] = []
      for (let run = 0; run < RUNS; run++) await inDataFolder(async (start) => void runs.push(await start()))
      return summary(runs)
    },
  },
  {
    name: 'start.demo',
    about: 'milliseconds until ready with an empty data folder, the thirty days of the demo company lived',
    run: async () => {
      const runs: number[] = []
      await inDataFolder(async (start) => void runs.push(await start({ CASEMENT_DEMO: 'on' })))
      return summary(runs)
    },
  },
  {
    name: 'start.warm',
    about: 'milliseconds until ready with the data folder of an earlier start',
    run: async () => {
      const runs: number[] = []
      await inDataFolder(async (start) => {
        await start()
        for (let run = 0; run < RUNS; run++) runs.push(await start())
      })
      return summary(runs)
    },
  },
]

const summary = (runs: number[]) => ({
  value: median([...runs].sort((a, b) => a - b)),
  unit: 'ms',
  detail: { runs: runs.map(Math.round) },
})

type Env = Record<string, string>

async function inDataFolder(work: (start: (more?: Env) => Promise<number>) => Promise<void>): Promise<void> {
  const folder = await dataFolder()
  const [port, emulatorPort] = [await freePort(), await freePort()]
  try {
    const env = { CASEMENT_DATA: folder, PORT: String(port), EMULATOR_PORT: String(emulatorPort), CASEMENT_DEMO: 'off' }
    await work((more = {}) => startOnce({ ...env, ...more }))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}

/** From the command to its line "Casement is ready", as a person waits for it; then stops it again. */
async function startOnce(env: Env): Promise<number> {
  const begin = performance.now()
  const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), 'start'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('Casement is ready')) return performance.now() - begin
    }
    throw new Error('Casement did not become ready; its own words are above.')
  })()
  try {
    return await ready
  } finally {
    child.kill('SIGTERM')
    await exited
  }
}
