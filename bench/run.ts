/** `npm run bench -- [NAME …] [--json] [--minutes N]`: the named benchmarks (or families: `rules`), or all but those that take long. */
import { parseArgs } from 'node:util'
import { alertBenchmarks } from './alerts.ts'
import { automationBenchmarks } from './automations.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { campaignBenchmarks } from './campaigns.ts'
import { contactListBenchmarks } from './contact-list.ts'
import { contactBenchmarks } from './contacts.ts'
import { crashBenchmarks } from './crash.ts'
import { deskBenchmarks } from './desk.ts'
import { emulatorBenchmarks } from './emulator.ts'
import { inboxBenchmarks } from './inbox.ts'
import { ingestBenchmarks } from './ingest.ts'
import { insightBenchmarks } from './insights.ts'
import { restartBenchmarks } from './restart.ts'
import { roundtripBenchmarks } from './roundtrip.ts'
import { rulesBenchmarks } from './rules.ts'
import { sendBenchmarks } from './send.ts'
import { soakBenchmarks } from './soak.ts'
import { startBenchmarks } from './start.ts'
import { timerBenchmarks } from './timers.ts'
import { webhookEndpointBenchmarks } from './webhook-endpoints.ts'
import { windowBenchmarks } from './windows.ts'

const benchmarks: readonly Benchmark[] = [
  ...rulesBenchmarks,
  ...ingestBenchmarks,
  ...sendBenchmarks,
  ...crashBenchmarks,
  ...restartBenchmarks,
  ...roundtripBenchmarks,
  ...contactBenchmarks,
  ...campaignBenchmarks,
  ...contactListBenchmarks,
  ...inboxBenchmarks,
  ...insightBenchmarks,
  ...deskBenchmarks,
  ...alertBenchmarks,
  ...startBenchmarks,
  ...emulatorBenchmarks,
  ...webhookEndpointBenchmarks,
  ...windowBenchmarks,
  ...automationBenchmarks,
  ...timerBenchmarks,
  ...soakBenchmarks,
]

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, minutes: { type: 'string' } },
  allowPositionals: true,
})
const minutes = values.minutes === undefined ? undefined : Number(values.minutes)
const named = (name: string) => benchmarks.filter((benchmark) => benchmark.name === name || benchmark.name.startsWith(`${name}.`))
const unknown = positionals.filter((name) => named(name).length === 0)

if (minutes !== undefined && !(minutes > 0)) {
  console.error(`--minutes is "${values.minutes}": give a number above 0.`)
  process.exitCode = 1
} else if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join('", "')}". There are: ${benchmarks.map(({ name }) => name).join(', ')}.`)
  process.exitCode = 1
} else {
  const chosen =
    positionals.length > 0
      ? benchmarks.filter((benchmark) => positionals.some((name) => named(name).includes(benchmark)))
      : benchmarks.filter(({ apart }) => !apart)
  for (const { name, about, run } of chosen) {
    const result: Result = { name, ...(await run({ minutes })) }
    console.log(values.json ? JSON.stringify(result) : describe(result, about))
  }
}

function describe({ name, value, unit, limit, ratio, detail }: Result, about: string): string {
  const beside =
    limit === undefined
      ? ''
      : `, at best ${limit.toLocaleString('en')}${ratio === undefined ? '' : ` (${Math.round(ratio * 100)} %)`}`
  const { mix: _, ...figures } = detail
  return `${name.padEnd(16)} ${value.toLocaleString('en').padStart(12)} ${unit}${beside}\n  ${about}\n  ${JSON.stringify(figures)}`
}
