export type Piece = { readonly text: string; readonly hit: boolean }

/** Signs before the first word that was found. */
const BEFORE = 40

/** A text cut to where the searched words are, with the beginnings of words that match marked. */
export function excerpt(text: string, q: string): readonly Piece[] {
  const wanted = (q.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.normalize())
  if (wanted.length === 0) return [{ text, hit: false }]
  const starts = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.toSorted((a, b) => b.length - a.length).join('|')})`, 'giu')
  const first = starts.exec(text)?.index ?? 0
  starts.lastIndex = 0
  const cut = first > BEFORE ? wordAfter(text, first - BEFORE / 2, first) : 0
  const shown = (cut > 0 ? '… ' : '') + text.slice(cut)
  const pieces: Piece[] = []
  let at = 0
  for (const match of shown.matchAll(starts)) {
    if (match.index > at) pieces.push({ text: shown.slice(at, match.index), hit: false })
    pieces.push({ text: match[0], hit: true })
    at = match.index + match[0].length
  }
  if (at < shown.length) pieces.push({ text: shown.slice(at), hit: false })
  return pieces
}

/** Where the first whole word from `from` on begins; `until` where there is none before it. */
function wordAfter(text: string, from: number, until: number): number {
  const gap = text.slice(from - 1, until).search(/\s\S/)
  return gap < 0 ? until : from + gap
}
