import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(js|css|svg|json|html)$/
/** Below this a packet carries it either way. */
const SMALL = 1_400

/** Writes each text beside itself as `.br` and `.gz`, once, so that the hub never compresses one while somebody waits for it. */
export const compressed = (folder: string): Plugin => ({
  name: 'casement:compressed',
  apply: 'build',
  async closeBundle() {
    const files = (await readdir(folder, { recursive: true })).filter((name) => TEXT.test(name))
    await Promise.all(files.map((name) => compress(join(folder, name))))
  },
})

async function compress(path: string): Promise<void> {
  const text = await readFile(path)
  if (text.length < SMALL) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: text.length }
  await Promise.all([
    promisify(brotliCompress)(text, { params }).then((packed) => writeFile(`${path}.br`, packed)),
    promisify(gzip)(text, { level: 9 }).then((packed) => writeFile(`${path}.gz`, packed)),
  ])
}
