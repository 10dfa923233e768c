import MiniSearch from 'minisearch'

export type Ranked<T> = {
  readonly item: T
  readonly score: number
  /** 0 to 1: how much of what was asked is there. Long words count for more: what stands between them is short in most languages. */
  readonly share: number
}

/** Words of a text in any script, as they are compared. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .normalize('NFKC')
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Words this short say too little in most languages to find anything by. */
const SHORTEST = 3
export const MOST_WORDS = 12
/** One typing error is forgiven in words from this length on. */
const FUZZY_FROM = 6
const FORGIVEN = 0.2

/** What a text is looked for by: its different words, longest first. */
export function tellingWords(text: string, most: number): string[] {
  const all = [...new Set(wordsOf(text))]
  // Scripts that write a word in one or two signs have no longer ones.
  const long = all.filter((word) => word.length >= SHORTEST || /[\p{Script=Han}\p{Script=Hangul}]/u.test(word))
  return (long.length > 0 ? long : all).sort((a, b) => b.length - a.length).slice(0, most)
}

/**
 * The items whose texts say the same as one of these messages: those that have most of its words first, among these by BM25; beginnings and
 * small typing errors are forgiven. Shares can be compared between lists, scores of BM25 cannot. An index is built for each question: there
 * are a few hundred items at most.
 */
export function rankTexts<T>(messages: readonly string[], items: readonly T[], textOf: (item: T) => string): Ranked<T>[] {
  if (items.length === 0) return []
  const index = new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    tokenize: wordsOf,
    processTerm: (word) => word,
  })
  index.addAll(items.map((item, id) => ({ id, text: textOf(item) })))
  const best = new Map<number, Ranked<T>>()
  for (const message of messages) {
    const asked = tellingWords(message, MOST_WORDS)
    if (asked.length === 0) continue
    const found = index.search(asked.join(' '), {
      prefix: (word) => word.length >= SHORTEST,
      fuzzy: (word) => (word.length >= FUZZY_FROM ? FORGIVEN : false),
    })
    for (const { id, score, queryTerms } of found) {
      const share = lengthOf([...new Set(queryTerms)]) / lengthOf(asked)
      if (share > (best.get(id)?.share ?? 0)) best.set(id, { item: items[id] as T, score, share })
    }
  }
  return [...best.values()].sort((a, b) => b.share - a.share || b.score - a.score)
}

const lengthOf = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0)
