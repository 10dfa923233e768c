import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Made for one short page in one process, and a test opens several; made for 3D in software, which costs more than the pages do. */
const UNWANTED = new Set([
  '--single-process',
  '--no-zygote',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
])

/** A headless Chromium: the one that `CHROMIUM_PATH` names, else the one from npm, else an installed one. Throws when none starts. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH
  if (named) return await chromium.launch({ executablePath: named, args: ['--no-sandbox'] })
  const tried: string[] = []
  const start = async (path: () => Promise<string>, args: string[]) => {
    try {
      return await chromium.launch({ executablePath: await path(), args })
    } catch (error) {
      tried.push(String((error as Error).message.split('\n')[0]))
      return null
    }
  }
  if (process.platform === 'linux') {
    const browser = await start(
      () => bundled.executablePath(),
      [...bundled.args.filter((flag) => !UNWANTED.has(flag)), '--disable-gpu'],
    )
    if (browser) return browser
  }
  for (const path of INSTALLED) {
    const browser = await start(async () => path, ['--no-sandbox'])
    if (browser) return browser
  }
  throw new Error(`No Chromium starts. Install one, or set CHROMIUM_PATH to its program. Tried: ${tried.join('; ')}.`)
}
