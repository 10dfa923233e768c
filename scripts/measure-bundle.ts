/**
 * How heavy `platform` and `rules` are in a browser: minified, gzipped, with the schema library and without the rate cards. Once
 * everything they export, once what the dashboard imports of them. `node scripts/measure-bundle.ts` prints a table by group of
 * modules; `--modules` one by module.
 */
import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
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

/** All that both export. Both call something `messageStatuses`; all else has one name. */
const everything = `
export * from '@casement/platform'
export * from '@casement/rules'
export { messageStatuses } from '@casement/rules'
export { messageStatuses as wireMessageStatuses } from '@casement/platform'
`

/** What the dashboard's sources import of them. */
function importedByDashboard(): string {
  const files = globSync('packages/web/src/**/*.{ts,tsx}', { cwd: root }).filter((file) => !file.includes('.test.'))
  const imports = files.flatMap((file) => [
    ...readFileSync(join(root, file), 'utf8').matchAll(/^import \{([^}]*)\} from '(@casement\/(?:platform|rules))'/gm),
  ])
  return [...Map.groupBy(imports, ([, , from = '']) => from)]
    .map(([from, statements]) => {
      const names = statements.flatMap(([, list = '']) => list.split(',').map((name) => name.trim().replace(/ as .*/, '')))
      return `export { ${[...new Set(names.filter((name) => name && !name.startsWith('type ')))].join(', ')} } from '${from}'`
    })
    .join('\n')
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

/** Bundles for the browser, in memory: both packages whole, or what the dashboard loads of them. */
export async function measureBundle(what: 'everything' | 'dashboard'): Promise<BundleSize> {
  const plugins = [entry(what === 'everything' ? everything : importedByDashboard())]
  const bundle = await rolldown({ input: ENTRY, cwd: root, platform: 'browser', logLevel: 'warn', plugins })
  const whole = await bundle.generate({ format: 'esm', minify: true })
  const parts = await bundle.generate({ format: 'esm' })
  await bundle.close()

  const code = whole.output[0].code
  const modules = Object.entries(parts.output[0].modules)
    .filter(([, { code }]) => code)
    .map(([id, { code }]) => ({
      name: nameOf(id),
      code: minifySync(nameOf(id), code ?? '', { compress: false, module: true }).code,
    }))
  return {
    gzipped: gzip(code),
    minified: code.length,
    groups: weigh(modules, groupOf),
    modules: weigh(modules, (name) => name),
    foreign: modules
      .map(({ name }) => name)
      .filter((name) => !/^(packages\/(platform|rules)\/src|node_modules\/zod)\//.test(name)),
  }
}

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
  const whole = await measureBundle('everything')
  const dashboard = await measureBundle('dashboard')
  row('', 'minified', 'gzipped')
  for (const one of process.argv.includes('--modules') ? whole.modules : whole.groups) row(one.name, one.minified, one.gzipped)
  row('everything', whole.minified, whole.gzipped)
  row('what the dashboard loads of it', dashboard.minified, dashboard.gzipped)
}
