import type { Words } from './graph.ts'

/** A text as it is compared: no case, no accents, no punctuation, single blanks. */
export const bareText = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/** Whether the words are the whole text, or stand anywhere in it as whole words. Signs that are no words are compared as they are. */
export function hasWords(text: string, { words, match }: Words): boolean {
  const bare = bareText(text)
  return words.some((word) => {
    const wanted = bareText(word)
    if (wanted === '') return match === 'whole' ? text.trim() === word.trim() : word.trim() !== '' && text.includes(word.trim())
    return match === 'whole' ? bare === wanted : ` ${bare} `.includes(` ${wanted} `)
  })
}
