import { rolldown } from 'rolldown'
import type { Plugin } from 'vite'

/** Runs first, and says which language the modules of the desk read as they are evaluated. */
const ENTRY = 'main.tsx'
/** What the desk needs before its first screen stands; the rest of it is fetched by the screen that wants it. */
const DESK = ['app.tsx', 'inbox/inbox-page.tsx']

/** What the entry does not name itself: two of the files, and the doors into them. */
const PRELOADED = ['libraries', 'desk', 'app', 'inbox-page']

type Part = 'words' | 'libraries' | 'desk'

/**
 * Puts the first load into three files, the words, the libraries and our own code, instead of one for each place that shares
 * something. Their names go into the page, so that the browser fetches and compiles the desk while the words are spoken.
 */
export function firstLoad(src: string) {
  let parts: ReadonlyMap<string, Part> = new Map()
  const group = (part: Part) => ({ name: (id: string) => (parts.get(id) === part ? part : null) })
  return {
    // The first that names a module has it, with all that it imports.
    groups: [group('words'), group('libraries'), group('desk')],
    plugin: {
      name: 'casement:first-load',
      apply: 'build',
      async buildStart() {
        parts = await partsOf(src)
      },
      transformIndexHtml: {
        order: 'post',
        handler: (_html, { bundle = {} }) =>
          Object.values(bundle).flatMap((file) =>
            file.type === 'chunk' && PRELOADED.includes(file.name) ? [preload(file.fileName)] : [],
          ),
      },
    } satisfies Plugin,
  }
}

const preload = (file: string) => ({
  tag: 'link',
  attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
  injectTo: 'head' as const,
})

async function partsOf(src: string): Promise<Map<string, Part>> {
  const path = (name: string) => `${src}/${name}`
  const words = await usedBy([path(ENTRY)])
  // It waits for the desk, which reads the words: in one file with them it would wait for itself.
  words.delete(path(ENTRY))
  const desk = await usedBy(DESK.map(path))
  return new Map<string, Part>([
    ...[...desk].map((id) => [id, id.includes('node_modules') ? 'libraries' : 'desk'] as const),
    ...[...words].map((id) => [id, 'words'] as const),
  ])
}

/** The modules that something is left of when these are bundled alone: an icon is not needed because its library has it. */
async function usedBy(input: string[]): Promise<Set<string>> {
  const bundle = await rolldown({
    input,
    platform: 'browser',
    logLevel: 'silent',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    plugins: [
      {
        name: 'casement:what-is-not-code-or-comes-later',
        resolveId: (source, _importer, { kind }) =>
          kind === 'dynamic-import' || /\.(css|svg|woff2)$/.test(source) ? { id: source, external: true } : null,
      },
    ],
  })
  try {
    const { output } = await bundle.generate({ format: 'esm' })
    return new Set(output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : [])))
  } finally {
    await bundle.close()
  }
}
