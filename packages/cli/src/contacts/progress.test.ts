import { expect, test } from 'vitest'
import { everyMap } from '../commands/contacts.ts'
import { progressLine } from './progress.ts'

test.each([
  ['nothing yet', { phase: 'import', done: 0, total: 1_000 }, 0, `Importing [${'·'.repeat(24)}] 0 %  0 of 1,000 rows, 0/s`],
  [
    'half of it',
    { phase: 'import', done: 500_000, total: 1_000_000 },
    10_000,
    `Importing [${'█'.repeat(12)}${'·'.repeat(12)}] 50 %  500,000 of 1,000,000 rows, 50,000/s, 10 s left`,
  ],
  [
    'minutes left',
    { phase: 'upload', done: 1_048_576, total: 104_857_600 },
    1_000,
    `Uploading [${'·'.repeat(24)}] 1 %  1.0 of 100.0 MB, 1.0 MB/s, 1 min 39 s left`,
  ],
  ['all of it', { phase: 'import', done: 3, total: 3 }, 1_000, `Importing [${'█'.repeat(24)}] 100 %  3 of 3 rows, 3/s`],
  ['an empty file', { phase: 'import', done: 0, total: 0 }, 1_000, `Importing [${'·'.repeat(24)}] 0 %  0 of 0 rows, 0/s`],
] as const)('%s', (_what, progress, now, line) => {
  expect(progressLine(progress, 0, now)).toBe(line)
})

test('every --map counts, however it is written', () => {
  expect(everyMap(['import', 'a.csv', '--map', 'Tel=phone', '--map=Who=name', '--country', 'GB'])).toEqual([
    'Tel=phone',
    'Who=name',
  ])
})
