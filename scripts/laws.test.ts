import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const SKIPPED = /^(node_modules|dist|\.git|\.casement|coverage|test-results|public)$/
const files = filesBelow('')
const sources = files.filter((file) => /\.(ts|tsx|mts|mjs|js)$/.test(file))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !SKIPPED.test(entry.name))
    .flatMap((entry) => {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : []
    })
}

/** What each package may import of the others. The arrows of the house point one way. */
const arrows: Record<string, string[]> = {
  platform: [],
  rules: ['platform'],
  emulator: ['platform'],
  hub: ['platform', 'rules'],
  web: ['platform', 'rules', 'hub'],
  cli: ['platform', 'rules', 'emulator', 'hub'],
}
/** Tests may talk to the emulator, as people do; the two readings of the rules still never meet. */
const arrowsOfTests: Record<string, string[]> = {
  ...arrows,
  hub: ['platform', 'rules', 'emulator'],
  web: ['platform', 'rules', 'hub', 'emulator'],
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.includes('/testing/')
const packageOf = (file: string) => /^packages\/([^/]+)\/src\//.exec(file)?.[1]
const importsOf = (file: string): string[] =>
  [...read(file).matchAll(/^\s*(?:import|export)\b(?:[^'"();]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)].map(
    ([, fixed, dynamic]) => (fixed ?? dynamic) as string,
  )

/** Name of the package of ours that an import reaches, by name or by path. */
function reached(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('@casement/')) return specifier.split('/')[1]
  if (!specifier.startsWith('.')) return undefined
  return packageOf(relative(root, resolve(root, dirname(file), specifier)))
}

test('packages import only along the arrows', () => {
  const against = sources.flatMap((file) => {
    const own = packageOf(file)
    if (!own) return []
    const allowed = (isTest(file) ? arrowsOfTests : arrows)[own] ?? []
    return importsOf(file).flatMap((specifier) => {
      const other = reached(file, specifier)
      return other && other !== own && !allowed.includes(other) ? [`${file} imports ${specifier}`] : []
    })
  })
  expect(against).toEqual([])
})

test('packages reach into one another by name, not by path', () => {
  const paths = sources.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.') && packageOf(file) && reached(file, specifier) !== packageOf(file))
      .filter((specifier) => packageOf(relative(root, resolve(root, dirname(file), specifier))) !== undefined)
      .map((specifier) => `${file} imports ${specifier}`),
  )
  expect(paths).toEqual([])
})

const impurities: [name: string, pattern: RegExp][] = [
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.|(?<!new )\bDate\(\)/],
  ['chance', /\bMath\.random\b|\bcrypto\.|\brandomUUID\b/],
  ['the environment', /\bprocess\.|\bimport\.meta\.env\b/],
  ['the network', /\bfetch\(|\bWebSocket\b/],
  ['a timer', /\bset(?:Timeout|Interval|Immediate)\(/],
  ['the console', /\bconsole\./],
]

test('platform and rules are pure', () => {
  const pure = sources.filter((file) => /^packages\/(platform|rules)\/src\//.test(file) && !isTest(file))
  expect(pure.length).toBeGreaterThan(10)
  const found = pure.flatMap((file) => {
    const code = withoutComments(read(file))
    const foreign = importsOf(file).filter(
      (specifier) => !specifier.startsWith('.') && !/^zod(\/|$)/.test(specifier) && !specifier.startsWith('@casement/platform'),
    )
    return [
      ...impurities.filter(([, pattern]) => pattern.test(code)).map(([name]) => `${file} uses ${name}`),
      ...foreign.map((specifier) => `${file} imports ${specifier}`),
    ]
  })
  expect(found).toEqual([])
})

test('no file or folder is called utils, helpers, common, manager or service', () => {
  const vague = /^(utils?|helpers?|commons?|managers?|services?|misc)$/i
  const parts = (file: string) =>
    file
      .replace(/\.[^/]*$/, '')
      .split('/')
      .flatMap((part) => (part.split(/[-.]/).length === 1 ? [part] : [part, part.split(/[-.]/).at(-1) as string]))
  expect(files.filter((file) => file.startsWith('packages/') && parts(file).some((part) => vague.test(part)))).toEqual([])
})

test('no path of a machine and no registry is written down', () => {
  const texts = files.filter((file) => /\.(ts|tsx|mjs|js|json|md|sql|css|html|sh|ya?ml)$/.test(file) || /^\.ci\//.test(file))
  const machine = /(?<![\w.])\/(?:home|Users|root|work)\/[\w.-]+/
  const found = texts.flatMap((file) => {
    const text = read(file)
    if (basename(file) === 'package-lock.json') return /"resolved": "https?:/.test(text) ? [`${file} names a registry`] : []
    const match = machine.exec(text)
    return match && file !== 'scripts/laws.test.ts' ? [`${file}: ${match[0]}`] : []
  })
  expect(found).toEqual([])
})

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')
