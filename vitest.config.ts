import { defineConfig } from 'vitest/config'
import { TestOrder } from './scripts/test-order.ts'

/** One throw-away PostgreSQL for each project that needs one. */
const globalSetup = ['packages/hub/src/testing/start-postgres.ts']

/** Vitest would leave a core to itself, that is one of two. */
const maxWorkers = 2

/**
 * Fast tests sit beside the code; those that need PostgreSQL or a browser say so in their name. Files share what they import
 * (`isolate: false`): most of their time was loading the same modules. So no test may leave a module changed.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: TestOrder },
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers,
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
            'differential/**/*.test.ts',
          ],
          exclude: ['**/*.db.test.ts', '**/*.e2e.test.ts'],
          // Properties try hundreds of cases; on a busy machine that is slow, and slow is not wrong.
          testTimeout: 30_000,
          isolate: false,
        },
      },
      {
        test: {
          name: 'db',
          maxWorkers,
          include: ['packages/*/src/**/*.db.test.ts'],
          globalSetup,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          isolate: false,
          // What comes by itself is waited for as long as a busy machine may take; a test ends as soon as it is there.
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['packages/*/src/**/*.e2e.test.ts', 'scripts/**/*.e2e.test.ts', 'bench/**/*.e2e.test.ts'],
          globalSetup: [...globalSetup, 'packages/cli/src/testing/build-once.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          isolate: false,
          expect: { poll: { timeout: 20_000 } },
          maxWorkers,
          // After the others: a browser on a busy machine is slow, and slow looks like broken.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
