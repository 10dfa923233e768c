import { access } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'
import { type ChromiumProgram, unpackChromium } from './bundled-chromium.ts'

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
  const tried: string[] = []
  for (const [name, find] of await candidates()) {
    try {
      const { executablePath, args, env } = await find()
      return await chromium.launch({ executablePath, args, env: env as Record<string, string> })
    } catch (error) {
      tried.push(`${name}: ${(error as Error).message.split('\n')[0]}`)
    }
  }
  throw new Error(`No Chromium starts. Install one, or set CHROMIUM_PATH to its program. Tried ${tried.join('; ') || 'nothing'}.`)
}

async function candidates(): Promise<[name: string, find: () => Promise<ChromiumProgram>][]> {
  const installed = (path: string): [string, () => Promise<ChromiumProgram>] => [
    path,
    async () => ({ executablePath: path, args: ['--no-sandbox'], env: process.env }),
  ]
  const named = process.env.CHROMIUM_PATH
  if (named) return [installed(named)]

  const there = await Promise.all(
    INSTALLED.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  // The package from npm is built for Linux.
  return [
    ...(process.platform === 'linux'
      ? [['the Chromium from npm', unpackChromium] as [string, () => Promise<ChromiumProgram>]]
      : []),
    ...INSTALLED.filter((_, index) => there[index]).map(installed),
  ]
}
