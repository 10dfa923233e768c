/** Prints the pages of `docs/reference` from the data that the product itself uses: `node scripts/print-reference.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configurationPage } from './reference/configuration-page.ts'
import { errorsPage } from './reference/errors-page.ts'
import { policiesPage } from './reference/policies-page.ts'
import { ratesPage } from './reference/rates-page.ts'
import { rulebookPage } from './reference/rulebook-page.ts'

export const referenceFolder = join(import.meta.dirname, '..', 'docs', 'reference')

/** Each page's file name, and what prints it. */
export const referencePages: Readonly<Record<string, () => string>> = {
  'rulebook.md': rulebookPage,
  'policies.md': policiesPage,
  'errors.md': errorsPage,
  'rates.md': ratesPage,
  'configuration.md': configurationPage,
}

if (import.meta.main) {
  mkdirSync(referenceFolder, { recursive: true })
  for (const [name, print] of Object.entries(referencePages)) writeFileSync(join(referenceFolder, name), print())
}
