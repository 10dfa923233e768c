import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Take longer than their size says, which is all that a first run knows of a file. */
const LONG = [
  'accessibility.e2e.test.ts',
  'story.e2e.test.ts',
  'demo.e2e.test.ts',
  'crash.e2e.test.ts',
  'pack.e2e.test.ts',
  'differential.test.ts',
  'codes.test.ts',
]
const PROJECTS = ['db', 'unit', 'e2e']

/**
 * Project after project, because Vitest keeps a worker, with all it has loaded, only while its next file is of the same one; and in each
 * the longest first, so that no core waits for the last.
 */
export class TestOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    return bySize.toSorted((a, b) => placeOf(a) - placeOf(b) || Number(isLong(b)) - Number(isLong(a)))
  }
}

const placeOf = ({ project }: TestSpecification): number => PROJECTS.indexOf(project.name)
const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.endsWith(`/${name}`))
