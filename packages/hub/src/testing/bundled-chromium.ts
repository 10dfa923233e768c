import { existsSync } from 'node:fs'
import { lstat, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import bundled from '@sparticuz/chromium'
import { sharedFolders } from '../database/embedded-postgres/shared-folder.ts'

/** Where Chromium looks for fonts; a machine without any draws no text at all. */
const SYSTEM_FONTS = '/etc/fonts/fonts.conf'

export type ChromiumProgram = { executablePath: string; args: string[]; env: NodeJS.ProcessEnv }

/**
 * Unpacks the Chromium from npm and answers with how to start it. The package unpacks into the temporary folder and takes
 * whatever it finds there for whole; here it unpacks under another name first, so that an interrupted unpacking, two at once, or
 * another user's copy do no harm.
 */
export async function unpackChromium(): Promise<ChromiumProgram> {
  const shared = (await sharedFolders()).at(-1) ?? tmpdir()
  const folder = join(shared, `chromium-${await packageVersion()}`)
  if (!(await lstat(folder).catch(() => null))) {
    const unfinished = await mkdtemp(`${folder}-`)
    try {
      await withTemporaryFolder(unfinished, () => bundled.executablePath())
      await rename(unfinished, folder)
    } catch (error) {
      // Another run may have finished the same first.
      if (!(await lstat(folder).catch(() => null))) throw error
    } finally {
      await rm(unfinished, { recursive: true, force: true })
    }
  }
  const executablePath = await withTemporaryFolder(folder, () => bundled.executablePath())
  const fonts = existsSync(SYSTEM_FONTS) ? {} : { FONTCONFIG_FILE: await describeFonts(folder) }
  return { executablePath, args: bundledArgs(), env: { ...process.env, ...fonts } }
}

/**
 * The package's flags make it run in containers, and put one short page into one process; a test that closes a window and opens another
 * needs processes that live apart. They also bring a graphics card in software, for 3D that nothing here draws: it took more
 * processor time than the pages themselves.
 */
function bundledArgs(): string[] {
  const onePage = ['--single-process', '--no-zygote']
  const graphics = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']
  return [...bundled.args.filter((flag) => !onePage.includes(flag) && !graphics.includes(flag)), '--disable-gpu']
}

/** The package brings a few fonts; its own description of them names other folders. */
async function describeFonts(folder: string): Promise<string> {
  const file = join(folder, 'fonts.conf')
  const dirs = `<dir>${join(folder, 'fonts', 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`
  await writeFile(file, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}</fontconfig>\n`)
  return file
}

/** The package asks only the environment where to unpack. */
async function withTemporaryFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    return await work()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

async function packageVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  let folder = dirname(entry)
  while (!folder.endsWith(join('@sparticuz', 'chromium'))) folder = dirname(folder)
  return (JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string }).version
}
