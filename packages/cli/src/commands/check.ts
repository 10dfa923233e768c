import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { explain } from '@casement/rules'
import type { CommandDef } from 'citty'
import { type Judgement, judge } from '../check/judge.ts'
import { readQuestions } from '../check/read-file.ts'
import { Failure } from '../failure.ts'

export const check: CommandDef = {
  meta: {
    name: 'check',
    description: 'Judges messages and templates offline: may it go, what does it cost, what is wrong with it',
  },
  args: {
    file: {
      type: 'positional',
      required: false,
      description: 'Holds {"message" or "template": …, "situation"?: …}, or an array of them; - is standard input',
    },
    json: { type: 'boolean', description: 'Print {decision, findings} for each' },
  },
  run: async ({ args }) => {
    const [file] = args._ as string[]
    if (!file) throw new Failure('Name a file to judge, or - for standard input: casement check message.json', 2)
    const { questions, many } = await readQuestions(file)
    const now = platformTime(Date.now())
    const judgements = questions.map((question) => judge(question, now))
    if (args.json) {
      const answers = judgements.map(toJson)
      console.log(JSON.stringify(many ? answers : answers[0], null, 2))
    } else console.log(judgements.map(toText).join('\n\n'))
    return judgements.every(({ decision, findings }) => decision.kind === 'send' && findings.length === 0) ? 0 : 1
  },
}

function toText({ decision, findings }: Judgement): string {
  const lines = findings.map(({ severity, path, fix, rule }) => `  ${severity} at ${path || 'the top'}: ${fix} (${rule})`)
  return [explain(decision), ...lines].join('\n')
}

/** Instants as ISO 8601, as in all our JSON. */
function toJson({ decision, findings }: Judgement) {
  const iso = (at: PlatformTime | null) => (at === null ? null : isoTime(at))
  const { csw, fep } = decision.window
  return {
    decision: {
      ...decision,
      ...('until' in decision ? { until: iso(decision.until) } : {}),
      window: {
        csw: { open: csw.open, until: iso(csw.until), safeUntil: iso(csw.safeUntil) },
        fep: { state: fep.state, until: iso(fep.until) },
      },
    },
    findings,
  }
}
