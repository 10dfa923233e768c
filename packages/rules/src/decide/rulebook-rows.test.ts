import { errorByCode } from '@casement/platform'
import { facts } from '@casement/platform/reference'
import { expect, test } from 'vitest'
import { rulebookRows } from './rulebook-rows.ts'

test('each rule has one id of its own, a sentence and a source', () => {
  const ids = rulebookRows.map((row) => row.id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const row of rulebookRows) {
    expect(row.id).toMatch(/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)?$/)
    expect(row.because, row.id).toMatch(/^[A-Z].*\.$/)
    expect(row.source, row.id).not.toBe('')
  }
})

test('a rule that the platform knows too names a code of the catalogue', () => {
  for (const { id, code } of rulebookRows) if (code !== null) expect(errorByCode(code), id).toBeDefined()
})

test('the sources are tags that the facts use too, or say that the rule is ours', () => {
  const kinds = new Set(facts.map((fact) => fact.source.replace(/:.*/, '')))
  for (const { id, source } of rulebookRows)
    expect(source === 'ours' || kinds.has(source.replace(/:.*/, '')), `${id} ${source}`).toBe(true)
})
