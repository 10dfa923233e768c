import { type PlatformTime, platformTime } from '@casement/platform'
import type { CommandDef } from 'citty'
import { Failure } from '../failure.ts'
import { differencesBetween } from '../rules/differences.ts'
import { entriesOf, idsLike, rulesAt } from '../rules/entries.ts'
import { printDifferences, printEntries, printRules } from '../rules/print-rules.ts'

export const rules: CommandDef = {
  meta: { name: 'rules', description: 'The rulebook, one rule, or (rules diff DATE DATE) what changed between two days' },
  args: {
    id: { type: 'positional', required: false, description: 'One rule or fact, such as window.closed; or diff' },
    one: { type: 'positional', required: false, description: 'With diff: a day, such as 2026-09-30' },
    other: { type: 'positional', required: false, description: 'With diff: another day' },
    at: { type: 'string', valueHint: 'TIME', description: 'The day whose rules are meant; today by default' },
    json: { type: 'boolean', description: 'As JSON' },
  },
  run: ({ args }) => {
    const words = args._ as string[]
    const print = (value: unknown, text: string) => console.log(args.json ? JSON.stringify(value, null, 2) : text)
    if (words[0] === 'diff') {
      const [one, other] = [readDay(words[1]), readDay(words[2])]
      const differences = differencesBetween(one, other)
      return print(differences, printDifferences(differences))
    }
    const of = rulesAt(readTime(args.at))
    const [id] = words
    if (!id) return print(of, printRules(of))

    const ever = entriesOf(id)
    if (ever.length === 0) throw new Failure(unknownId(id))
    const meant = args.at ? of.rules.filter((entry) => entry.id === id) : ever
    if (meant.length === 0) throw new Failure(`"${id}" holds no value on ${of.day}. Leave --at away to see all it ever had.`)
    print(meant.length === 1 ? meant[0] : meant, printEntries(meant))
  },
}

function readTime(text: unknown): PlatformTime {
  if (typeof text !== 'string' || text === '') return platformTime(Date.now())
  try {
    return platformTime(text)
  } catch (error) {
    throw new Failure(`--at: ${(error as Error).message}`)
  }
}

function readDay(text: string | undefined): string {
  if (text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))) return text
  throw new Failure(`"${text ?? ''}" is not a day. Write: casement rules diff 2026-09-30 2026-10-01`)
}

function unknownId(id: string): string {
  const like = idsLike(id)
  return `There is no rule "${id}". ${like.length > 0 ? `Did you mean ${like.join(', ')}?` : 'List them all with: casement rules'}`
}
