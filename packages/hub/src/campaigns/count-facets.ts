import { type Db, rows } from '../database/database.ts'
import { type Asking, type Facet, facetSql } from './audience-facets.ts'

export type CountedFacet = Facet & { people: number; until: Date | null }

const CHOICES = ['unsaid', 'in', 'out'] as const
const YES = [false, true] as const

/** The facets that have few values, each with all of them: together one number, of which each is a digit. */
const DIGITS = [
  ['bsuid', YES],
  ['csw', YES],
  ['fep', [null, 'candidate', 'estimated', 'confirmed']],
  ['marketing', CHOICES],
  ['purpose', CHOICES],
  ['everything', CHOICES],
  ['own', CHOICES],
  ['often', YES],
  ['missing', YES],
  ['reached', YES],
  ['undeliverable', YES],
  ['blocked', YES],
] as const satisfies readonly (readonly [keyof Facet, readonly Facet[keyof Facet][]])[]
/** Numbers of other lengths may belong to other markets. The longest that there are have 15 digits. */
const SIZES = 16

/**
 * How many people share each facet. All that decides is one number and one text, behind a border that keeps the planner from looking
 * into them: it guesses few groups, as they are, and lets each of its workers count before they are brought together.
 */
export async function countFacets(db: Db, asking: Asking): Promise<CountedFacet[]> {
  const values: unknown[] = [asking.workspaceId]
  const facets = facetSql(asking, (value) => `$${values.push(value)}`)
  let weight = SIZES
  const terms = DIGITS.map(([name, of]) => {
    const sql = facets[name]
    const term =
      of.length === 2
        ? `case when ${sql} then ${weight} else 0 end`
        : `case ${sql} ${of.map((value, index) => (index === 0 ? '' : `when '${value}' then ${index * weight}`)).join(' ')} else 0 end`
    weight *= of.length
    return term
  })
  // Of those whom the list itself leaves out nothing else counts.
  const counted = await rows<{
    given: boolean
    key: string | null
    packed: number
    phone: string | null
    people: number
    until: Date | null
  }>(
    db,
    `select packed < 0 as given, key, packed, min(phone) as phone, count(*)::int as people, max(until) as until
     from (
       select coalesce(${facets.given}, ${facets.digits}) as key, ${facets.phone} as phone, ${facets.windowsUntil} as until,
         case when ${facets.given} is not null then -1
           else least(coalesce(length(${facets.phone}), 0), ${SIZES - 1}) + ${terms.join(' + ')} end as packed
       from ${facets.tables} where ${facets.where} offset '0'
     ) as person
     group by key, packed`,
    values,
  )
  return counted.map(({ given, key, packed, phone, people, until }) => ({
    given: given ? key : null,
    digits: given ? null : key,
    phone,
    ...unpack(Math.floor(Math.max(0, packed) / SIZES)),
    people,
    until,
  }))
}

function unpack(packed: number) {
  let rest = packed
  const facet: Partial<Record<keyof Facet, Facet[keyof Facet]>> = {}
  for (const [name, of] of DIGITS) {
    facet[name] = of[rest % of.length] as Facet[typeof name]
    rest = Math.floor(rest / of.length)
  }
  return facet as Pick<Facet, (typeof DIGITS)[number][0]>
}
