import { sourceTags, sourceUrl } from '@casement/platform/reference'

/** A table; cells are text already in Markdown, and may hold line breaks and bars. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

/** Blocks with an empty line between them, and under them the addresses of the sources they name. */
export function page(...blocks: readonly string[]): string {
  const text = blocks.join('\n\n')
  const sources = [...new Set([...text.matchAll(/\]\[([^\]]+)\]/g)].map(([, source = '']) => source))].sort()
  return `${[text, sources.map((source) => `[${source}]: ${sourceUrl(source)}`).join('\n')].filter(Boolean).join('\n\n')}\n`
}

export const code = (text: string | number): string => `\`${text}\``

/** Says where a page comes from, so that nobody edits it by hand. */
export const printed =
  '<!-- Printed by `node scripts/print-reference.ts` from the data that the product itself uses. Change the data, not this page. -->'

/** A source tag as a link with the name of its page (`page` adds the address), or in words where there is no public one. */
export function sourceLink(source: string): string {
  if (source === 'ours') return 'ours'
  const [tag = '', ...rest] = source.split(':')
  const name = rest.join(':')
  const words = name ? (tag === 'M26' ? `${name} (2026)` : name) : (sourceTags[tag]?.what ?? tag)
  return sourceUrl(source) === null ? words : `[${words}][${source}]`
}
