import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCatalogue } from '@casement/platform'
import { facts } from '@casement/platform/reference'
import { contentRules, rulebookRows, templateRules } from '@casement/rules/reference'
import { expect, test } from 'vitest'
import { referenceFolder, referencePages } from './print-reference.ts'
import { limitsOfRules } from './reference/limits-of-rules.ts'
import { factGroups } from './reference/policies-page.ts'

const written = (name: string): string => readFileSync(join(referenceFolder, name), 'utf8')

test.each(Object.keys(referencePages))('%s is what the data says', (name) => {
  expect(written(name), 'Run node scripts/print-reference.ts').toBe(referencePages[name]?.())
})

test('every rule, every fact and every code has its line', () => {
  const lacking = (name: string, ids: readonly (string | number)[]) =>
    ids.filter((id) => !written(name).includes(`| \`${id}\` |`))
  expect(
    lacking(
      'rulebook.md',
      [...rulebookRows, ...contentRules, ...templateRules].map(({ id }) => id),
    ),
  ).toEqual([])
  expect(
    lacking(
      'policies.md',
      facts.map(({ id }) => id),
    ),
  ).toEqual([])
  expect(
    lacking(
      'errors.md',
      errorCatalogue.map(({ code }) => code),
    ),
  ).toEqual([])
  expect(written('rulebook.md')).not.toContain('### Others')
  expect(factGroups.flatMap(([, members]) => members)).toHaveLength(facts.length)
})

test('the tables of prices are those of the two readings', () => {
  const rows = (heading: string) => {
    const [, ...lines] = (written('policies.md').split(`### ${heading}`)[1] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('|'))
    return lines.slice(1, 5).map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  }
  const refused = 'refused, `window.closed` (131047)'
  expect(rows('PMP_V1')).toEqual([
    ['Free form', refused, 'free', 'free', refused],
    ['Utility template', '$0.0220', 'free', 'free', 'free'],
    ['Marketing template', '$0.0635', '$0.0635', 'free', 'free'],
    ['Authentication template', '$0.0220', '$0.0220', 'free', 'free'],
  ])
  expect(rows('PMP_V2')).toEqual([
    ['Free form', refused, 'free for the first 1,000 of a month, then $0.0220', 'free', refused],
    ['Utility template', '$0.0220', '$0.0220', 'free', 'free'],
    ['Marketing template', '$0.0635', '$0.0635', 'free', 'free'],
    ['Authentication template', '$0.0220', '$0.0220', 'free', 'free'],
  ])
})

test('a rule about a length or a number says which', () => {
  const ids = [...contentRules, ...templateRules]
    .map(({ id }) => id)
    .filter((id) => /\.(length|count|total|cards|long)$/.test(id))
  expect(ids.filter((id) => !(id in limitsOfRules)).sort()).toEqual(['order.total', 'parameters.cards.count', 'parameters.count'])
})
