import { access } from 'node:fs/promises'
import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** Chromiums that a distribution may have installed, for machines on which the one from npm does not run. */
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * A headless Chromium for tests: the one that `CHROMIUM_PATH` names, else the one from npm, else an installed one. Throws one
 * sentence with what was tried when none starts.
 */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH
  if (named) return chromium.launch({ executablePath: named, args: ['--no-sandbox'] })

  const tried: string[] = []
  const attempt = async (name: string, executablePath: () => Promise<string>, args: string[]) => {
    try {
      return await chromium.launch({ executablePath: await executablePath(), args })
    } catch (error) {
      tried.push(`${name}: ${(error as Error).message.split('\n')[0]}`)
      return null
    }
  }
  // The package is built for Linux on x64 and arm64, and for one short page in one process; a test that closes a window and opens
  // another needs processes that live apart.
  if (process.platform === 'linux') {
    const browser = await attempt(
      'the Chromium from npm',
      () => bundled.executablePath(),
      bundled.args.filter((flag) => flag !== '--single-process' && flag !== '--no-zygote'),
    )
    if (browser) return browser
  }
  for (const path of INSTALLED) {
    if (
      !(await access(path).then(
        () => true,
        () => false,
      ))
    )
      continue
    const browser = await attempt(path, async () => path, ['--no-sandbox'])
    if (browser) return browser
  }
  throw new Error(
    `No Chromium starts. Install one, or set CHROMIUM_PATH to its program. Tried: ${tried.join('; ') || 'nothing found'}.`,
  )
}
