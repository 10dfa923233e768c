import { type Change, type Fact, factsOn, type PolicyId, platformTime, policyAt, timeline } from '@casement/platform'

export type Difference = { readonly id: string; readonly what: string; readonly before: Fact | null; readonly after: Fact | null }

export type Differences = {
  readonly from: string
  readonly to: string
  readonly policy: { readonly before: PolicyId; readonly after: PolicyId }
  /** Facts that hold on one of the two days only, or with another value. */
  readonly changes: readonly Difference[]
  /** What happened in between, in words: later than the first day, up to the second. */
  readonly timeline: readonly Change[]
}

/** What changed between two days, `YYYY-MM-DD`; the earlier one is taken as before, whichever is named first. */
export function differencesBetween(one: string, other: string): Differences {
  const [from, to] = one <= other ? [one, other] : [other, one]
  const before = new Map(factsOn(from).map((fact) => [fact.id, fact]))
  const after = new Map(factsOn(to).map((fact) => [fact.id, fact]))
  const ids = [...new Set([...before.keys(), ...after.keys()])].sort()
  return {
    from,
    to,
    policy: { before: policyAt(platformTime(from)).id, after: policyAt(platformTime(to)).id },
    changes: ids.flatMap((id): Difference[] => {
      const [was, is] = [before.get(id) ?? null, after.get(id) ?? null]
      if (JSON.stringify(was?.value) === JSON.stringify(is?.value)) return []
      return [{ id, what: (is ?? was)?.title ?? id, before: was, after: is }]
    }),
    timeline: timeline.filter((change) => from < change.from && change.from <= to),
  }
}
