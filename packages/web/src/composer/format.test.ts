import { expect, it } from 'vitest'
import { type Mark, toggleMark } from './format.ts'

/** `[` and `]` stand for the selection. */
const edit = (marked: string) => {
  const from = marked.indexOf('[')
  return { text: marked.replace(/[[\]]/g, ''), from, to: marked.indexOf(']') - 1 }
}
const shown = ({ text, from, to }: ReturnType<typeof toggleMark>) =>
  `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`

it.each<[string, Mark, string, string]>([
  ['a word', 'bold', 'a [big] sofa', 'a *[big]* sofa'],
  ['the word again', 'bold', 'a *[big]* sofa', 'a [big] sofa'],
  ['signs that were selected too', 'bold', 'a [*big*] sofa', 'a [big] sofa'],
  ['spaces at the ends stay outside', 'italic', 'a[ big ]sofa', 'a _[big]_ sofa'],
  ['no selection', 'strike', 'a [] sofa', 'a ~[]~ sofa'],
  ['code takes three signs', 'code', '[x = 1]', '```[x = 1]```'],
  ['code again', 'code', '```[x = 1]```', '[x = 1]'],
  ['one sign inside another', 'italic', '*[big]*', '*_[big]_*'],
])('%s', (_story, mark, before, after) => expect(shown(toggleMark(edit(before), mark))).toBe(after))
