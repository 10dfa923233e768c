import { expect, test } from 'vitest'
import { countTests } from './count-tests.ts'

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((status) => ({ status })),
})
const report = (...testResults: object[]) => JSON.stringify({ testResults })

test.each([
  { label: 'all passed', report: report(file('passed', 'passed', 'passed')), exit: 0, passed: 2, failed: 0, skipped: 0 },
  { label: 'one failed', report: report(file('failed', 'passed', 'failed')), exit: 1, passed: 1, failed: 1, skipped: 0 },
  {
    label: 'skipped ones are told apart',
    report: report(file('passed', 'passed', 'skipped', 'todo')),
    exit: 0,
    passed: 1,
    failed: 0,
    skipped: 2,
  },
  {
    label: 'a file that does not load',
    report: report(file('failed'), file('passed', 'passed')),
    exit: 1,
    passed: 1,
    failed: 1,
    skipped: 0,
  },
  {
    label: 'a failing hook after passing tests',
    report: report(file('failed', 'passed')),
    exit: 1,
    passed: 1,
    failed: 1,
    skipped: 0,
  },
  { label: 'an error outside every test', report: report(file('passed', 'passed')), exit: 1, passed: 1, failed: 1, skipped: 0 },
  { label: 'nothing to run', report: report(), exit: 0, passed: 0, failed: 1, skipped: 0 },
  {
    label: 'a file with only skipped tests',
    report: report(file('passed', 'skipped')),
    exit: 0,
    passed: 0,
    failed: 1,
    skipped: 1,
  },
  { label: 'no report, after a crash', report: null, exit: 134, passed: 0, failed: 1, skipped: 0 },
  { label: 'half a report', report: '{"testResults": [', exit: 1, passed: 0, failed: 1, skipped: 0 },
])('$label', ({ report, exit, passed, failed, skipped }) => {
  expect(countTests(report, exit).count).toEqual({ passed, failed, skipped })
})
