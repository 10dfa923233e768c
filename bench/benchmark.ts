/** What one benchmark found, as `--json` prints it: one object a line. */
export type Result = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the same machine could do at best, in the same unit, measured in the same run. */
  readonly limit?: number
  readonly ratio?: number
  readonly detail: Readonly<Record<string, unknown>>
}

export type Benchmark = {
  readonly name: string
  readonly about: string
  /** Runs only when it is named: it takes long. */
  readonly apart?: true
  readonly run: (wanted?: { minutes?: number | undefined }) => Promise<Omit<Result, 'name'>>
}

/**
 * How often `work` can be done in a second on one core: the median of several spans, after a warm-up. `work` does a batch and
 * answers how many that were, so that the clock is asked rarely.
 */
export function perSecond(work: () => number, { spans = 7, spanMs = 400, warmUpMs = 400 } = {}) {
  measure(work, warmUpMs)
  const rates = Array.from({ length: spans }, () => measure(work, spanMs)).sort((a, b) => a - b)
  return { median: median(rates), slowest: Math.round(rates[0] as number), fastest: Math.round(rates.at(-1) as number) }
}

export const median = (sorted: readonly number[]): number => Math.round(sorted[Math.floor(sorted.length / 2)] as number)

function measure(work: () => number, ms: number): number {
  const begin = performance.now()
  let done = 0
  let now = begin
  for (; now - begin < ms; now = performance.now()) done += work()
  return (done / (now - begin)) * 1_000
}
