import type { Progress } from './import-file.ts'

const BAR = 24

/** One line of progress: a bar, a rate, and how long it still takes. `startedMs` and `nowMs` are of one monotonic clock. */
export function progressLine({ phase, done, total }: Progress, startedMs: number, nowMs: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0
  const filled = Math.round(share * BAR)
  const seconds = (nowMs - startedMs) / 1_000
  const rate = seconds > 0 ? done / seconds : 0
  const left = rate > 0 && total > done ? `, ${duration((total - done) / rate)} left` : ''
  const amount =
    phase === 'upload'
      ? `${megabytes(done)} of ${megabytes(total)} MB, ${megabytes(rate)} MB/s`
      : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} rows, ${Math.round(rate).toLocaleString('en')}/s`
  const verb = phase === 'upload' ? 'Uploading' : 'Importing'
  return `${verb} [${'█'.repeat(filled)}${'·'.repeat(BAR - filled)}] ${Math.floor(share * 100)} %  ${amount}${left}`
}

const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(1)

const duration = (seconds: number) =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`

/** Draws on a terminal, over and over on one line; into a file or pipe it says nothing. */
export function showProgress(out: NodeJS.WriteStream): { show: (progress: Progress) => void; end: () => void } {
  let phase: Progress['phase'] | null = null
  let started = 0
  let drawn = 0
  return {
    show(progress) {
      if (!out.isTTY) return
      const now = performance.now()
      if (progress.phase !== phase) {
        phase = progress.phase
        started = now
      } else if (now - drawn < 100) return
      drawn = now
      out.write(`\r\x1b[2K${progressLine(progress, started, now)}`)
    },
    end() {
      if (phase !== null) out.write('\r\x1b[2K')
    },
  }
}
