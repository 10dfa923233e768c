import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')

/** `light --ink: #191e27` and so on: each token of each block, by the theme that the block is for. */
const tokensIn = (css: string): string[] =>
  [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].flatMap(([, selector = '', body = '']) => {
    const theme = selector.includes('dark') ? 'dark' : 'light'
    return [...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(
      ([, name, value = '']) => `${theme} ${name}: ${value.replace(/\s+/g, ' ')}`,
    )
  })

test("the emulator's page, which may depend on nothing of the dashboard, has the same colours", () => {
  const dashboard = new Set(tokensIn(read('packages/web/src/tokens.css')))
  const page = tokensIn(read('packages/emulator/src/page/assets/tokens.css'))
  expect(page.length).toBeGreaterThan(50)
  expect(page.filter((token) => !dashboard.has(token))).toEqual([])
})
