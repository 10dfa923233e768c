/**
 * Makes `packages/cli/dist`, which `npm pack` takes: our packages as JavaScript, because Node does not strip types inside
 * `node_modules`, with the migrations, the built dashboard and the emulator's page beside them. Modules keep their places, so that
 * paths between them hold; what others wrote stays outside and is installed as a dependency.
 */
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { buildDashboard } from '../packages/cli/src/start/build-dashboard.ts'

const packages = join(import.meta.dirname, '..', 'packages')
const dist = join(packages, 'cli', 'dist')

await rm(dist, { recursive: true, force: true })
await buildDashboard(() => {})

const bundle = await rolldown({
  input: join(packages, 'cli', 'src', 'casement.ts'),
  platform: 'node',
  external: (id) => /^[^./]/.test(id) && !id.startsWith('@casement/'),
  logLevel: 'warn',
})
await bundle.write({
  dir: dist,
  format: 'esm',
  preserveModules: true,
  preserveModulesRoot: packages,
  entryFileNames: '[name].js',
})
await bundle.close()

await cp(join(packages, 'hub', 'migrations'), join(dist, 'hub', 'migrations'), { recursive: true })
await cp(join(packages, 'web', 'dist'), join(dist, 'web', 'dist'), { recursive: true })
const page = join(dist, 'emulator', 'src', 'page', 'assets')
await cp(join(packages, 'emulator', 'src', 'page', 'assets'), page, { recursive: true })
const inter = fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2'))
await cp(inter, join(page, 'inter.woff2'))
