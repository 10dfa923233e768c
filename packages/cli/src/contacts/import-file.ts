import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { Failure } from '../failure.ts'
import type { ReachedHub } from './reach-hub.ts'

const ASK_EVERY_MS = 300

export type Progress = { phase: 'upload' | 'import'; done: number; total: number }
export type Imported = { rejected: number; sentence: string }

type Job = {
  state: 'waiting' | 'running' | 'done' | 'failed'
  done: number
  total: number
  rejected: number
  counts: { created?: number; changed?: number; unchanged?: number; optOutsKept?: number }
  because?: string
  note?: string
}

/**
 * Uploads a file to the hub, follows its job to the end, and fetches the rows it could not take to FILE.rejected.csv. The hub goes
 * on when this process ends.
 */
export async function importFile(
  hub: ReachedHub,
  {
    file,
    maps,
    country,
    wording,
    onProgress,
  }: { file: string; maps: readonly string[]; country?: string; wording?: string; onProgress: (progress: Progress) => void },
): Promise<Imported> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) throw new Failure(`There is no file ${file}.`, 2)
  const query = new URLSearchParams({ file: basename(file).slice(0, 200) })
  for (const map of maps) query.append('map', map)
  if (country) query.set('country', country)
  if (wording) query.set('wording', wording)

  let sent = 0
  const bytes = createReadStream(file, { highWaterMark: 262_144 }).on('data', (chunk) => {
    sent += chunk.length
    onProgress({ phase: 'upload', done: sent, total: found.size })
  })
  const answer = await hub.fetch(`/v1/contacts/import?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', 'content-encoding': 'gzip' },
    body: Readable.toWeb(bytes.pipe(createGzip({ level: 1 }))) as ReadableStream,
    duplex: 'half',
  })
  const { id } = ((await answer.json()) as { job: { id: string } }).job

  for (;;) {
    const job = (await (await hub.fetch(`/v1/jobs/${id}`)).json()) as Job
    onProgress({ phase: 'import', done: job.done, total: job.total })
    if (job.state === 'failed') throw new Failure(`The import stopped after ${job.done} rows: ${job.because}`)
    if (job.state === 'done') return { rejected: job.rejected, sentence: await conclude(hub, id, job, file) }
    await pause(ASK_EVERY_MS)
  }
}

async function conclude(hub: ReachedHub, id: string, { done, rejected, counts, note }: Job, file: string): Promise<string> {
  const { created = 0, changed = 0, unchanged = 0, optOutsKept = 0 } = counts
  const number = (value: number) => value.toLocaleString('en')
  const parts = [`${number(done)} rows: ${number(created)} new, ${number(changed)} changed, ${number(unchanged)} as they were.`]
  if (optOutsKept > 0) parts.push(`${number(optOutsKept)} had opted out, and stay so.`)
  if (note) parts.push(note)
  if (rejected > 0) {
    const beside = `${file.replace(/\.csv$/i, '')}.rejected.csv`
    const answer = await hub.fetch(`/v1/jobs/${id}/rejected`)
    if (answer.body) await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(beside))
    parts.push(`${number(rejected)} could not be taken: mend them in ${beside} and import that.`)
  }
  return parts.join(' ')
}
