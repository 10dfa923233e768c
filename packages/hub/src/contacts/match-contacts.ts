import type { PlatformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { type Bind, type Filter, filterSql } from '../segments/filter.ts'
import { maskedWordQuery, numberEnd, wholeNumber, wordQuery } from '../threads/search.ts'

/** What a list of contacts is asked for: words or digits, and what must hold of each person. */
export type Wanted = {
  search: string | null
  filter: Filter | null
  now: PlatformTime
  /** Whoever asks sees numbers masked, and finds one only by all of it. */
  masked?: boolean
}

/** More people than this are met soon enough by whoever walks the list. */
const FEW = 2_000
/** A name that more than so many of so many people have is common; the index would collect them all before it answers. */
const SAMPLE = 1_000
const COMMON = 20

type Searched = Pick<Wanted, 'search' | 'masked'>

/**
 * The ids of whom words or digits find, when they are few: what an index says of beginnings is a guess, and PostgreSQL that expects many
 * walks a million people to meet the few. Null when there are many, or nothing to look up.
 */
export async function findFew(
  db: Db,
  workspaceId: string,
  { search, masked = false }: Searched,
): Promise<readonly string[] | null> {
  if (!search || (await isCommon(db, workspaceId, search, masked))) return null
  const values: unknown[] = [workspaceId]
  const looks = looksFor(search, masked, (given) => `$${values.push(given)}`)
  if (looks.length === 0) return null
  const found = await rows<{ id: string }>(db, looks.map((look) => `(${look} limit ${FEW + 1})`).join(' union all '), values)
  return found.length > FEW ? null : [...new Set(found.map(({ id }) => id))]
}

async function isCommon(db: Db, workspaceId: string, search: string, masked: boolean): Promise<boolean> {
  const words = wordsOfNames(search, masked)
  if (!words) return false
  const [found] = await rows<{ people: number }>(
    db,
    `select count(*)::int as people from (select name from contacts where workspace_id = $1 order by id desc limit ${SAMPLE}) newest
     where strpos(name, $3) > 0 and words_of(name) @@ to_tsquery('simple', $2)`,
    [workspaceId, words, digitsIn(search)],
  )
  return (found?.people ?? 0) > COMMON
}

/**
 * The condition about a contact `c`; `$1` is the workspace. Words of a name may be beginnings, digits the end of a number or its beginning.
 * `few` are the ids that the search finds, where they are known. `ask` says how it is asked: of each of the people who are met on the way
 * from the newest, of all at once to count them, or so that an index answers.
 */
export function matchSql(
  { search, filter, now, masked = false }: Wanted,
  bind: Bind,
  few: readonly string[] | null = null,
  ask: 'each' | 'all' | 'index' = 'index',
): string {
  const conditions = ['c.merged_into is null']
  if (few) conditions.push(`c.id = any (${bind(few)}::uuid[])`)
  else if (search) conditions.push((ask === 'each' && eachSql(search, masked, bind)) || searchSql(search, masked, bind))
  if (filter) conditions.push(filterSql(filter, bind, now, ask === 'all'))
  return conditions.join(' and ')
}

/** What is searched for as a question to one contact; null where there is no word or number in it. */
function eachSql(search: string, masked: boolean, bind: Bind): string | null {
  const words = wordsOfNames(search, masked)
  const digits = masked ? null : numberEnd(search)
  const whole = masked ? wholeNumber(search) : null
  const number = (holds: string) =>
    // Not `exists`: PostgreSQL would read the numbers of everybody for the few who are met.
    `coalesce((select true from contact_aliases n where n.workspace_id = $1 and n.contact_id = c.id and n.kind = 'e164' and ${holds} limit 1), false)`
  const asked: string[] = []
  if (whole) asked.push(number(`n.value = ${bind(whole)}`))
  if (digits) asked.push(number(`(n.value like ${bind(`${digits}%`)} or n.value like ${bind(`%${digits}`)})`))
  if (words)
    asked.push(`(strpos(c.name, ${bind(digitsIn(search))}) > 0 and words_of(c.name) @@ to_tsquery('simple', ${bind(words)}))`)
  return asked.length > 0 ? `(${asked.join(' or ')})` : null
}

/** The first digits of what looks like a number, which a name that has all its words holds too: few do, and words are dear to tell apart. */
const digitsIn = (search: string): string => (numberEnd(search) === null ? '' : (search.match(/\d+/)?.[0] ?? ''))

const wordsOfNames = (search: string, masked: boolean) => (masked ? maskedWordQuery(search) : wordQuery(search, 1))

function searchSql(search: string, masked: boolean, bind: Bind): string {
  const looks = looksFor(search, masked, bind)
  // Signs alone are no words: nothing is indexed for them, and they are rare.
  if (looks.length === 0) return `c.name ilike '%' || ${bind(search.replace(/[\\%_]/g, (sign) => `\\${sign}`))} || '%'`
  return `c.id in (${looks.join(' union ')})`
}

/** What the indexes are asked for, each answering with ids of contacts. */
function looksFor(search: string, masked: boolean, bind: Bind): string[] {
  const words = wordsOfNames(search, masked)
  const digits = masked ? null : numberEnd(search)
  const whole = masked ? wholeNumber(search) : null
  const number = `select n.contact_id as id from contact_aliases n where n.workspace_id = $1 and n.kind = 'e164'`
  const looks: string[] = []
  if (words)
    looks.push(
      `select w.id from contacts w where w.workspace_id = $1 and words_of(w.name) @@ to_tsquery('simple', ${bind(words)})`,
    )
  if (whole) looks.push(`${number} and n.portfolio_id = '' and n.value = ${bind(whole)}`)
  if (digits) {
    const [backwards, start] = [bind(`${[...digits].reverse().join('')}%`), bind(digits)]
    looks.push(
      `${number} and reverse(n.value) like ${backwards}`,
      `${number} and n.portfolio_id = '' and n.value >= ${start} and n.value < ${start} || ':'`,
    )
  }
  return looks
}
