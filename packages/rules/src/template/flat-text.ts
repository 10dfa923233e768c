import type { Span } from './rendered.ts'

/** Spans as the text a reader sees, without marks; list items and quotes on lines of their own. */
export function flatText(spans: readonly Span[]): string {
  let out = ''
  for (const span of spans) {
    if (span.kind === 'list') {
      let number = span.start
      const lines = span.items.map((item) => (span.ordered ? `${number++}. ${flatText(item)}` : `• ${flatText(item)}`))
      out = `${ownLine(out)}${lines.join('\n')}\n`
    } else if (span.kind === 'quote') out = `${ownLine(out)}${flatText(span.spans)}\n`
    else if ('spans' in span) out += flatText(span.spans)
    else out += span.text
  }
  return out
}

const ownLine = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
