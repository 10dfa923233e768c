import type { PlatformTime } from '@casement/platform'
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

/** The condition about a contact `c`; `$1` is the workspace. Words of a name may be beginnings, digits the end of a number or its beginning. */
export function matchSql({ search, filter, now, masked = false }: Wanted, bind: Bind): string {
  const conditions = ['c.merged_into is null']
  if (search) conditions.push(searchSql(search, bind, masked))
  if (filter) conditions.push(filterSql(filter, bind, now))
  return conditions.join(' and ')
}

function searchSql(search: string, bind: Bind, masked: boolean): string {
  const words = masked ? maskedWordQuery(search) : wordQuery(search, 1)
  const digits = masked ? null : numberEnd(search)
  const whole = masked ? wholeNumber(search) : null
  const found: string[] = []
  if (words)
    found.push(
      `select w.id from contacts w where w.workspace_id = $1 and words_of(w.name) @@ to_tsquery('simple', ${bind(words)})`,
    )
  if (whole)
    found.push(
      `select n.contact_id from contact_aliases n where n.workspace_id = $1 and n.kind = 'e164' and n.portfolio_id = '' and n.value = ${bind(whole)}`,
    )
  if (digits) {
    const number = 'select n.contact_id from contact_aliases n where n.workspace_id = $1'
    const [backwards, start] = [bind(`${[...digits].reverse().join('')}%`), bind(digits)]
    found.push(
      `${number} and n.kind = 'e164' and reverse(n.value) like ${backwards}`,
      `${number} and n.kind = 'e164' and n.portfolio_id = '' and n.value >= ${start} and n.value < ${start} || ':'`,
    )
  }
  // Signs alone are no words: nothing is indexed for them, and they are rare.
  if (found.length === 0) return `c.name ilike '%' || ${bind(search.replace(/[\\%_]/g, (sign) => `\\${sign}`))} || '%'`
  return `c.id in (${found.join(' union ')})`
}
