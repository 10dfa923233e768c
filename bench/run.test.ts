import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], { encoding: 'utf8' })

test('an unknown name is answered with those that exist, before anything is measured', () => {
  const { status, stderr, stdout } = bench('rules.decide', 'nonsense')
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/^There is no benchmark "nonsense"\. There are: rules\.decide, /)
})

test('every benchmark has its row in the README, and every row its benchmark', () => {
  const names = /There are: (.*)\./.exec(bench('?').stderr)?.[1]?.split(', ')
  const rows = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').matchAll(/^\| `([\w.-]+)` \|/gm)
  expect([...rows].map(([, name]) => name)).toEqual(names)
})

test.each(['decisions', 'contents'])('the shares of the mix of %s are per cent', (name) => {
  const mix = JSON.parse(readFileSync(join(import.meta.dirname, 'mix', `${name}.json`), 'utf8')) as { share: number }[]
  expect(mix.reduce((sum, { share }) => sum + share, 0)).toBe(100)
})
