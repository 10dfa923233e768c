/**
 * How heavy `platform` and `rules` are in a browser: minified, gzipped, without the rate cards. The main entries together, what each
 * further entry adds to them, and what the dashboard loads. `node scripts/measure-bundle.ts` prints it with the main entries by group
 * of modules; `--modules` one by module.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Plugin, rolldown } from 'rolldown'
import { minifySync } from 'rolldown/utils'

const root = join(import.meta.dirname, '..')
const ENTRY = 'both-packages'

/** What the measure leaves out: the rate cards and the calling codes of their markets. */
const rateData: Readonly<Record<string, string>> = {
  'packages/platform/src/rates/usd.ts': 'export const rateCards = []',
  'packages/platform/src/rates/calling-codes.ts': 'export const prefixesOn = () => ({})',
}

/** What both packages export by need, beside their main entries; named by their `exports`. */
export const furtherEntries: readonly string[] = ['platform', 'rules'].flatMap((name) => {
  const { exports } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as { exports: object }
  return Object.keys(exports)
    .filter((path) => path !== '.')
    .map((path) => `@casement/${name}${path.slice(1)}`)
})

/** Everything that some entries export. Rules and wire both call something `messageStatuses`; all else has one name. */
const exported = (entries: readonly string[]): string =>
  entries.map((from) => `export * from '${from}'`).join('\n') +
  (entries.includes('@casement/platform/wire')
    ? `
export { messageStatuses } from '@casement/rules'
export { messageStatuses as wireMessageStatuses } from '@casement/platform/wire'`
    : '')

const mainEntries = ['@casement/platform', '@casement/rules']

/** What some of the dashboard's files import of both packages. */
function importedBy(files: Iterable<string>): string {
  const imports = [...files].flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/^import \{([^}]*)\} from '(@casement\/(?:platform|rules)[^']*)'/gm),
  ])
  return [...Map.groupBy(imports, ([, , from = '']) => from)]
    .map(([from, statements]) => {
      const names = statements.flatMap(([, list = '']) => list.split(',').map((name) => name.trim().replace(/ as .*/, '')))
      return `export { ${[...new Set(names.filter((name) => name && !name.startsWith('type ')))].join(', ')} } from '${from}'`
    })
    .join('\n')
}

const dashboard = join(root, 'packages/web/src')
const filesOfDashboard = (): readonly string[] =>
  globSync('**/*.{ts,tsx}', { cwd: dashboard })
    .filter((file) => !file.includes('.test.'))
    .map((file) => join(dashboard, file))

/** The files behind the inbox with an open thread, the first thing that most people see: what these reach without `import()`. */
function filesOfInbox(): ReadonlySet<string> {
  const reached = new Set(['main.tsx', 'inbox/inbox-page.tsx', 'inbox/thread-pane.tsx'].map((file) => join(dashboard, file)))
  for (const file of reached) {
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^'()]*'(\.[^']+\.tsx?)'/gm)) {
      reached.add(join(dirname(file), path))
    }
  }
  return reached
}

const entry = (code: string): Plugin => ({
  name: 'entry-without-rate-data',
  resolveId: (id) => (id === ENTRY ? id : null),
  load: (id) => (id === ENTRY ? code : (rateData[relative(root, id)] ?? null)),
})

export type Weight = {
  readonly name: string
  /** Bytes after minification, uncompressed. */
  readonly minified: number
  /** Bytes that the gzipped bundle would lose without it; text that others repeat counts for little. */
  readonly gzipped: number
}
export type BundleSize = {
  readonly gzipped: number
  readonly minified: number
  readonly groups: readonly Weight[]
  readonly modules: readonly Weight[]
  /** Modules of neither package nor of the schema library. */
  readonly foreign: readonly string[]
}

/** What is measured: entries by name, or what the dashboard imports for all its pages or for the inbox. */
export type Measured = readonly string[] | 'dashboard' | 'inbox'

/** Bundles for the browser, in memory. */
export async function measureBundle(what: Measured): Promise<BundleSize> {
  const code =
    what === 'dashboard' ? importedBy(filesOfDashboard()) : typeof what === 'string' ? importedBy(filesOfInbox()) : exported(what)
  const bundle = await rolldown({ input: ENTRY, cwd: root, platform: 'browser', logLevel: 'warn', plugins: [entry(code)] })
  const whole = await bundle.generate({ format: 'esm', minify: true })
  const parts = await bundle.generate({ format: 'esm' })
  await bundle.close()

  const modules = Object.entries(parts.output[0].modules)
    .filter(([, { code }]) => code)
    .map(([id, { code }]) => ({
      name: nameOf(id),
      code: minifySync(nameOf(id), code ?? '', { compress: false, module: true }).code,
    }))
  return {
    gzipped: gzip(whole.output[0].code),
    minified: whole.output[0].code.length,
    groups: weigh(modules, groupOf),
    modules: weigh(modules, (name) => name),
    foreign: modules
      .map(({ name }) => name)
      .filter((name) => !/^(packages\/(platform|rules)\/src|node_modules\/zod)\//.test(name)),
  }
}

export type FurtherEntry = {
  readonly name: string
  /** Bytes on top of the main entries. */
  readonly added: { readonly minified: number; readonly gzipped: number }
  /** All that comes along, beside what the main entries have already. */
  readonly modules: readonly string[]
}

/** The main entries of both packages, and what each further entry adds to them. */
export async function measureEntries(): Promise<{ readonly main: BundleSize; readonly further: readonly FurtherEntry[] }> {
  const main = await measureBundle(mainEntries)
  const known = new Set(main.modules.map(({ name }) => name))
  const further: FurtherEntry[] = []
  for (const name of furtherEntries) {
    const both = await measureBundle([...mainEntries, name])
    further.push({
      name,
      added: { minified: both.minified - main.minified, gzipped: both.gzipped - main.gzipped },
      modules: both.modules.map((module) => module.name).filter((module) => !known.has(module)),
    })
  }
  return { main, further }
}

export const measureEverything = (): Promise<BundleSize> => measureBundle([...mainEntries, ...furtherEntries])

const gzip = (code: string): number => gzipSync(code, { level: 9 }).length
const nameOf = (id: string): string => (id.startsWith(root) ? relative(root, id) : id)

function groupOf(name: string): string {
  if (name.startsWith('node_modules/')) return name.split('/')[1] ?? name
  const [, of, , ...path] = name.split('/')
  return `${of}/${path.length > 1 ? path[0] : (path[0] ?? '').replace('.ts', '')}`
}

function weigh(modules: readonly { name: string; code: string }[], by: (name: string) => string): readonly Weight[] {
  const all = gzip(modules.map(({ code }) => code).join('\n'))
  return [...Map.groupBy(modules, ({ name }) => by(name))]
    .map(([name, members]) => {
      const rest = modules.filter((one) => !members.includes(one))
      return {
        name,
        minified: members.reduce((sum, { code }) => sum + code.length, 0),
        gzipped: all - gzip(rest.map(({ code }) => code).join('\n')),
      }
    })
    .sort((a, b) => b.gzipped - a.gzipped)
}

if (import.meta.main) {
  const row = (name: string, ...numbers: readonly (number | string)[]) =>
    console.log(name.padEnd(52) + numbers.map((number) => String(number).padStart(10)).join(''))
  const { main, further } = await measureEntries()
  row('', 'minified', 'gzipped')
  for (const one of process.argv.includes('--modules') ? main.modules : main.groups) row(one.name, one.minified, one.gzipped)
  row('the main entries of both', main.minified, main.gzipped)
  for (const { name, added } of further) row(`${name} adds`, added.minified, added.gzipped)
  for (const [name, { minified, gzipped }] of [
    ['all entries', await measureEverything()],
    ['of them, what the dashboard loads for all its pages', await measureBundle('dashboard')],
    ['and for the inbox with an open thread', await measureBundle('inbox')],
  ] as const)
    row(name, minified, gzipped)
}
