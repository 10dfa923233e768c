export type Count = { passed: number; failed: number; skipped: number }

type Report = { testResults: { name: string; status: string; assertionResults: { status: string }[] }[] }

/**
 * Counts what Vitest reports. Whatever can go wrong outside a test is one failure more: no report, a file that does not load, an
 * error outside every test, or nothing to run at all.
 */
export function countTests(report: string | null, exitCode: number): { count: Count; because?: string } {
  const files = readReport(report)
  if (!files) return { count: { passed: 0, failed: 1, skipped: 0 }, because: 'Vitest ended without a report.' }

  const count = total(
    files.map(({ status, assertionResults }) => {
      const having = (...states: string[]) => assertionResults.filter((test) => states.includes(test.status)).length
      const failed = having('failed')
      const passed = having('passed')
      const broken = status === 'failed' && failed === 0 ? 1 : 0
      return { passed, failed: failed + broken, skipped: assertionResults.length - passed - failed }
    }),
  )
  if (count.passed + count.failed === 0) return { count: { ...count, failed: 1 }, because: 'Vitest found no test to run.' }
  if (exitCode !== 0 && count.failed === 0) {
    return { count: { ...count, failed: 1 }, because: `Vitest exits ${exitCode} although no test failed: see its errors above.` }
  }
  return { count }
}

export const total = (counts: readonly Count[]): Count =>
  counts.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )

function readReport(report: string | null): Report['testResults'] | null {
  try {
    const { testResults } = JSON.parse(report ?? '') as Report
    return Array.isArray(testResults) ? testResults : null
  } catch {
    return null
  }
}
