import { createTestDatabase } from '@casement/hub/testing'
import { expect, test } from 'vitest'
import { playCrash } from './crash-story.ts'

test('killed three times and stopped once in the middle of it: nobody gets it twice, nobody misses it, nothing stays unclear', async () => {
  const database = await createTestDatabase({ migrated: false })
  try {
    const ending = await playCrash({ databaseUrl: database.url, people: 400, mps: 100, kills: 3, pauses: 1 })
    expect(ending).toMatchObject({ kills: 3, pauses: 1, doubled: 0, lost: 0, unclear: 0, overLimit: 0 })
    expect(ending.wereUnclear, 'the story lost some answers').toBeGreaterThan(0)
  } finally {
    await database.drop()
  }
})
