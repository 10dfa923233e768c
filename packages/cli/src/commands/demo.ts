import { setTimeout as pause } from 'node:timers/promises'
import type { CommandDef } from 'citty'
import { type ReachedHub, reachHub } from '../contacts/reach-hub.ts'
import { Failure } from '../failure.ts'

type Standing = { state: 'none' | 'wanted' | 'living' | 'lived'; day?: number; days?: number }

const ASK_EVERY_MS = 1_000

export const demo: CommandDef = {
  meta: {
    name: 'demo',
    description: 'demo start-over: empties the demo company of a running `casement start` and lives its thirty days again',
  },
  args: {
    action: { type: 'positional', required: false, description: 'start-over' },
    until: {
      type: 'string',
      valueHint: 'DATE',
      description: 'The last of the thirty days, such as 2025-09-30; today by default',
    },
  },
  run: async ({ args }) => {
    if ((args._ as string[])[0] !== 'start-over') throw new Failure('Say what to do: casement demo start-over [--until DATE]', 2)
    const hub = reachHub(process.env)
    await hub.fetch('/v1/demo/start-over', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(typeof args.until === 'string' ? { until: readDay(args.until) } : {}),
    })
    let said = 0
    for (;;) {
      await pause(ASK_EVERY_MS)
      const standing = await askStanding(hub)
      if (standing?.state === 'lived') break
      if (standing?.day && standing.day !== said) console.log(`Day ${standing.day} of ${standing.days}`)
      said = standing?.day ?? said
    }
    console.log('The demo company has its thirty days behind it. The clock is yours.')
  },
}

/** Null while one hub takes another's place. */
const askStanding = async (hub: ReachedHub): Promise<Standing | null> => {
  try {
    return (await (await hub.fetch('/v1/demo')).json()) as Standing
  } catch (error) {
    if (error instanceof Failure && error.message.startsWith('No hub answers')) return null
    throw error
  }
}

/** The end of a working day, or the instant that was given. */
export function readDay(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T16:30:00Z` : text
  if (Number.isNaN(Date.parse(at))) throw new Failure(`--until is "${text}": give a day such as 2025-09-30.`)
  return new Date(at).toISOString()
}
