import { linksOf } from './rewrite-links.ts'

type Part = Record<string, unknown>
const IN_TEXT = /https?:\/\/\S+/

/** Why clicks on some links of a template cannot be counted, in words; nothing where all of them can, or there are none. */
export function explainTracking(name: string, components: readonly Part[], base: string): string[] {
  const found: string[] = []
  for (const { label, url } of linksOf(components)) {
    if (url.startsWith(base)) continue
    found.push(
      `The button “${label}” of ${name} leads straight to ${hostOf(url)}, and only a new version of the template can change that: give it the address ${base}{{1}}, and the page as its value, to count who follows it.`,
    )
  }
  const body = components.find((component) => String(component.type).toUpperCase() === 'BODY')
  if (typeof body?.text === 'string' && IN_TEXT.test(body.text))
    found.push(
      `A link in the fixed text of ${name} cannot be changed when it is sent: put it into a variable to count who follows it.`,
    )
  return found
}

const hostOf = (url: string): string => {
  const plain = url.replace(/\{\{.*?\}\}/g, '')
  return URL.canParse(plain) ? new URL(plain).host : plain
}
