import type { Span } from './rendered.ts'
import type { Hole } from './variables.ts'

const KINDS: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' }
const NO_HOLES: ReadonlyMap<number, Hole> = new Map()
const INTERESTING =
  /[*_~`>\n]|https?:|www\.|^[-\d]|\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Regional_Indicator}|\u20e3/iu
const EMOJI = /\p{RGI_Emoji}/vy

/**
 * WhatsApp's marks as spans: `*bold*`, `_italic_`, `~strike~`, `` `code` ``, three backticks for monospace, lines that begin with
 * `> `, `- `, `* ` or `1. `, links and emoji. Marks nest, never cross a line, and count only at the edge of a word. Variables stand
 * whole (`holes`, by position). Linear in the length of the text; never throws.
 */
export function parseMarks(text: string, holes: ReadonlyMap<number, Hole> = NO_HOLES): readonly Span[] {
  if (text === '') return []
  if (holes.size === 0 && !INTERESTING.test(text)) return [{ kind: 'text', text }]
  return new Marks(text, holes).all()
}

/** How many emoji a text is made of, or undefined when it holds anything else but blanks. */
export function emojiOnly(spans: readonly Span[]): number | undefined {
  let count = 0
  for (const span of spans) {
    if (span.kind === 'emoji') count++
    else if (span.kind !== 'text' || span.text.trim() !== '') return undefined
  }
  return count > 0 ? count : undefined
}

class Marks {
  readonly #text: string
  readonly #holes: ReadonlyMap<number, Hole>
  constructor(text: string, holes: ReadonlyMap<number, Hole>) {
    this.#text = text
    this.#holes = holes
  }

  all(): readonly Span[] {
    const out: Span[] = []
    const text = this.#text
    let from = 0
    for (let open = this.#fence(0); open !== -1; open = this.#fence(from)) {
      const close = this.#fence(open + 3)
      if (close === -1) break
      if (text.slice(open + 3, close).trim() === '') {
        // An empty fence is literal: read on behind its opening marks.
        this.#lines(from, open + 3, out)
        from = open + 3
        continue
      }
      this.#lines(from, open, out)
      out.push({ kind: 'mono', text: text.slice(open + 3, close) })
      from = close + 3
    }
    this.#lines(from, text.length, out)
    return out
  }

  #fence(from: number): number {
    return this.#text.indexOf('```', from)
  }

  /** Whole lines: quotes and lists gather their neighbours, everything else runs on with its line breaks. */
  #lines(from: number, to: number, out: Span[]): void {
    let start = from
    while (start < to) {
      const newline = this.#text.indexOf('\n', start)
      const end = newline === -1 || newline > to ? to : newline
      const block = this.#holes.has(start) || !this.#lineStart(start) ? undefined : this.#block(start, end)
      if (block === undefined) {
        this.#inline(start, end, '', out)
        if (end < to) pushText(out, '\n')
        start = end + 1
        continue
      }
      start = this.#gather(block, start, to, out)
    }
  }

  #lineStart(at: number): boolean {
    return at === 0 || this.#text[at - 1] === '\n'
  }

  #block(start: number, end: number): Block | undefined {
    const text = this.#text
    const first = text[start]
    if (first === '>' && text[start + 1] === ' ' && end > start + 2) return { kind: 'quote', content: start + 2, number: 0 }
    if ((first === '-' || first === '*') && text[start + 1] === ' ' && end > start + 2)
      return { kind: 'bullets', content: start + 2, number: 0 }
    let at = start
    while (at < end && at < start + 3 && isDigit(text.charCodeAt(at))) at++
    if (at > start && text[at] === '.' && text[at + 1] === ' ' && end > at + 2)
      return { kind: 'numbers', content: at + 2, number: Number(text.slice(start, at)) }
    return undefined
  }

  /** Takes the following lines of the same kind into one block; returns where the next line starts. */
  #gather(first: Block, from: number, to: number, out: Span[]): number {
    const items: Span[][] = []
    let start = from
    let block: Block | undefined = first
    while (block?.kind === first.kind) {
      const newline = this.#text.indexOf('\n', start)
      const end = newline === -1 || newline > to ? to : newline
      const item: Span[] = []
      this.#inline(block.content, end, '', item)
      items.push(item)
      start = end + 1
      if (start >= to || this.#holes.has(start)) break
      const next = this.#text.indexOf('\n', start)
      block = this.#block(start, next === -1 || next > to ? to : next)
    }
    if (first.kind === 'quote') {
      const spans: Span[] = []
      for (const item of items) {
        if (spans.length > 0) pushText(spans, '\n')
        for (const span of item) pushSpan(spans, span)
      }
      out.push({ kind: 'quote', spans })
    } else
      out.push({ kind: 'list', ordered: first.kind === 'numbers', start: first.kind === 'numbers' ? first.number : 1, items })
    return start
  }

  /** One line, or the inside of a mark. `inside` names the marks already open: none nests in itself. */
  #inline(from: number, to: number, inside: string, out: Span[]): void {
    const text = this.#text
    let unclosed = ''
    let plain = from
    let at = from
    const flush = (): void => {
      if (at > plain) pushText(out, text.slice(plain, at))
    }
    while (at < to) {
      const hole = this.#holes.get(at)
      if (hole !== undefined) {
        flush()
        out.push(hole.span)
        at = plain = hole.end
        continue
      }
      const char = text[at] as string
      const kind = KINDS[char]
      if (kind !== undefined && !inside.includes(char) && !unclosed.includes(char) && this.#opens(at, to)) {
        const close = this.#closing(at, to)
        if (close === -1) unclosed += char
        else {
          flush()
          const spans: Span[] = []
          this.#inline(at + 1, close, inside + char, spans)
          out.push({ kind, spans })
          at = plain = close + 1
          continue
        }
      } else if (char === '`' && !unclosed.includes(char)) {
        const close = text.indexOf('`', at + 1)
        if (close === -1 || close >= to) unclosed += char
        else if (text.slice(at + 1, close).trim() !== '') {
          flush()
          out.push({ kind: 'code', text: text.slice(at + 1, close) })
          at = plain = close + 1
          continue
        }
      } else if ((char === 'h' || char === 'w' || char === 'H' || char === 'W') && !this.#wordBefore(at, from)) {
        const end = this.#linkEnd(at, to)
        if (end > at) {
          flush()
          const link = text.slice(at, end)
          out.push({ kind: 'link', text: link, url: char === 'w' || char === 'W' ? `https://${link}` : link })
          at = plain = end
          continue
        }
      } else if (char > '\u00a8' || isEmojiBase(char)) {
        EMOJI.lastIndex = at
        const emoji = EMOJI.exec(text)
        if (emoji !== null && at + emoji[0].length <= to) {
          flush()
          out.push({ kind: 'emoji', text: emoji[0] })
          at = plain = at + emoji[0].length
          continue
        }
      }
      at++
    }
    flush()
  }

  #opens(at: number, to: number): boolean {
    const next = this.#text[at + 1]
    return at + 2 < to && next !== undefined && next !== this.#text[at] && !isBlank(next) && !this.#wordBefore(at, 0)
  }

  #wordBefore(at: number, from: number): boolean {
    if (at <= from) return false
    const unit = this.#text.charCodeAt(at - 1)
    const low = unit >= 0xdc00 && unit <= 0xdfff && at - 2 >= from
    return isWord(low ? (this.#text.codePointAt(at - 2) ?? 0) : unit)
  }

  /** Where the mark at `open` ends: not after a blank, not before a letter, not inside code, a link or a variable. */
  #closing(open: number, to: number): number {
    const text = this.#text
    const mark = text[open]
    for (let at = open + 1; at < to; at++) {
      const hole = this.#holes.get(at)
      if (hole !== undefined) {
        at = hole.end - 1
        continue
      }
      const char = text[at] as string
      if (char === mark) {
        if (at > open + 1 && !isBlank(text[at - 1] as string) && !(at + 1 < text.length && isWord(text.codePointAt(at + 1) ?? 0)))
          return at
      } else if ((char === 'h' || char === 'w') && !this.#wordBefore(at, 0)) {
        const end = this.#linkEnd(at, to)
        if (end > at) at = end - 1
      }
    }
    return -1
  }

  /** End of a link that starts here, without the punctuation that closes a sentence; `at` itself when there is none. */
  #linkEnd(at: number, to: number): number {
    const text = this.#text
    const head = text.slice(at, at + 8).toLowerCase()
    const length = head.startsWith('https://') ? 8 : head.startsWith('http://') ? 7 : head.startsWith('www.') ? 4 : 0
    if (length === 0) return at
    let end = at + length
    let opened = 0
    while (end < to && !isLinkEnd(text.charCodeAt(end)) && !this.#holes.has(end)) {
      if (text[end] === '(') opened++
      end++
    }
    while (end > at + length) {
      const last = text[end - 1] as string
      if (last === ')' && opened > 0) break
      if (!'.,;:!?\'")]}*_~'.includes(last)) break
      end--
    }
    return end > at + length ? end : at
  }
}

type Block = { readonly kind: 'quote' | 'bullets' | 'numbers'; readonly content: number; readonly number: number }

function pushText(out: Span[], text: string): void {
  const last = out.at(-1)
  if (last?.kind === 'text') out[out.length - 1] = { kind: 'text', text: last.text + text }
  else out.push({ kind: 'text', text })
}

function pushSpan(out: Span[], span: Span): void {
  if (span.kind === 'text') pushText(out, span.text)
  else out.push(span)
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57
const isBlank = (char: string): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r' || char === '\u00a0'
const isEmojiBase = (char: string): boolean => char === '#' || (char >= '0' && char <= '9')
const isLinkEnd = (unit: number): boolean => unit <= 32 || unit === 34 || unit === 60 || unit === 62 || unit === 0xa0
const LETTER = /[\p{L}\p{N}\p{M}]/u
const isWord = (point: number): boolean =>
  point < 128
    ? (point >= 48 && point <= 57) || (point >= 65 && point <= 90) || (point >= 97 && point <= 122)
    : LETTER.test(String.fromCodePoint(point))
