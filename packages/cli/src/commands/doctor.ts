import { examine, type Finding, readConfig } from '@casement/hub'
import type { CommandDef } from 'citty'
import { Failure } from '../failure.ts'

export const doctor: CommandDef = {
  meta: {
    name: 'doctor',
    description: 'Checks this configuration against the platform, and names what to mend. Exit code 1 when something fails',
  },
  args: { json: { type: 'boolean', description: 'Print one JSON array of {check, level, says, fix?}' } },
  run: async ({ args }) => {
    const reading = readConfig(process.env)
    if (!reading.ok) throw new Failure(reading.problems.join('\n'), 2)
    const found: Finding[] = []
    for await (const finding of examine(reading.config)) {
      found.push(finding)
      if (!args.json) console.log(toText(finding))
    }
    if (args.json) console.log(JSON.stringify(found, null, 2))
    else console.log(summary(found))
    return found.some(({ level }) => level === 'fail') ? 1 : 0
  },
}

const toText = ({ check, level, says, fix }: Finding): string =>
  `${level.padEnd(4)}  ${check.padEnd(14)}  ${says}${fix === undefined ? '' : ` ${fix}`}`

function summary(found: readonly Finding[]): string {
  const count = (level: Finding['level']) => found.filter((finding) => finding.level === level).length
  const [fails, warns] = [count('fail'), count('warn')]
  if (fails > 0) return `${fails} to mend${warns > 0 ? `, ${warns} to look at` : ''}.`
  return warns > 0 ? `It works; ${warns} to look at.` : 'All is well.'
}
