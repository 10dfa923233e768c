import { locale } from '../strings/words.ts'

const names = new Intl.DisplayNames([locale], { type: 'language' })

/** `English (United Kingdom)` for `en_GB`; the code where no name is known. */
export function languageName(code: string): string {
  try {
    return names.of(code.replaceAll('_', '-')) ?? code
  } catch {
    return code
  }
}
