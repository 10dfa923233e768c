import type { PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'

/** More people of one file than this begin nothing by themselves: a file is no reason for a storm. */
export const MOST_TOLD = 20_000

/** What one file may still tell. Lanes take from it before they write, and give back what they could not. */
export type Budget = { left: number }

/**
 * The events of a batch: who has another value now of an attribute that something waits for. `untold` are those beyond the limit, whom
 * nothing hears of.
 */
export async function tellAttributes(
  tx: Db,
  { workspaceId, jobId, now, budget }: { workspaceId: string; jobId: string; now: PlatformTime; budget: Budget },
  attributesOf: ReadonlyMap<string, readonly string[]>,
): Promise<{ told: DomainEvent[]; untold: number }> {
  const heard = attributesOf.size > 0 ? await whatIsHeard(tx, workspaceId) : new Set<string>()
  if (heard.size === 0) return { told: [], untold: 0 }
  const events = [...attributesOf].flatMap(([contactId, attributes]): DomainEvent[] => {
    const keys = attributes.filter((key) => heard.has(key))
    return keys.length > 0 ? [{ type: 'contact.changed', at: now, data: { contactId, attributes: keys, jobId } }] : []
  })
  const told = events.slice(0, budget.left)
  budget.left -= told.length
  return { told, untold: events.length - told.length }
}

/** Of people whom nothing heard of: one sentence for whoever looks at the file's job. Null when everybody was told. */
export function untoldNote({ told = 0, untold = 0 }: Record<string, number>): string | null {
  if (untold === 0) return null
  const number = (value: number) => value.toLocaleString('en')
  return `One file begins automations and sequences for ${number(told)} people at most: for ${number(untold)} more none began, so add them to a sequence by a filter, and import the next such file in parts.`
}

/**
 * The attributes that begin something by themselves, or say that what was hoped for came about. Of a million rows only these are told one
 * by one; every automation keeps to its own limits of runs, and each sequence to its pace.
 */
async function whatIsHeard(tx: Db, workspaceId: string): Promise<Set<string>> {
  const found = await rows<{ key: string | null }>(
    tx,
    `select v.graph->'trigger'->>'key' as key from automations a
     join automation_versions v on v.workspace_id = $1 and v.automation_id = a.id and v.version = a.live_version
     where a.workspace_id = $1 and a.state = 'on' and v.graph->'trigger'->>'kind' = 'attribute'
     union
     select s.definition->'start'->>'key' from sequences s
     where s.workspace_id = $1 and s.state = 'on' and s.definition->'start'->>'on' = 'attribute'
     union
     select v.definition->'converts'->>'attribute' from sequence_versions v
     join sequences s on s.workspace_id = $1 and s.id = v.sequence_id and s.state <> 'off' where v.workspace_id = $1`,
    [workspaceId],
  )
  return new Set(found.flatMap(({ key }) => key ?? []))
}
