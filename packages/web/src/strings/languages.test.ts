import { describe, expect, it } from 'vitest'
import { words as english } from './en.ts'
import { chosenLanguage, languages, withWords } from './languages.ts'
import { speak, words } from './words.ts'

describe('the language of the desk', () => {
  const spoken = { en: 1, de: 1 }
  it.each([
    ['what was chosen here', 'de', ['en-US'], 'de'],
    ['a choice that is no longer spoken counts for nothing', 'xx', ['de-AT'], 'de'],
    ['the first of the browser’s that is spoken, whatever its country', null, ['fr-CA', 'de-CH', 'en'], 'de'],
    ['English where none is', null, ['fr', 'pt-BR'], 'en'],
    ['English where the browser says nothing', null, [], 'en'],
  ])('%s', (_story, setting, preferred, language) => expect(chosenLanguage(setting, preferred, spoken)).toBe(language))

  it('is read anew by who reads it after it was set', () => {
    expect(words.composer.send).toBe('Send')
    speak({ words: { ...english, composer: { ...english.composer, send: 'Senden' } }, locale: 'de' })
    expect(words.composer.send).toBe('Senden')
    speak({ words: english, locale: 'en-GB' })
  })
})

describe('every language', () => {
  const offered = Object.entries(languages).filter(([tag]) => tag !== 'en')
  const keysOf = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
      : [`${path}: ${typeof value}`]

  it.each(offered)('%s says all that English says, in what comes with a page too', async (_tag, language) => {
    expect(keysOf((await language.load()).words).sort()).toEqual(keysOf(english).sort())
    for (const area of ['automation', 'campaign', 'insights', 'settings'] as const)
      expect(keysOf(await language.areas[area]()).sort()).toEqual(keysOf(await languages.en?.areas[area]()).sort())
  })

  it('words of a page are there once the page is', async () => {
    await withWords('insights', async () => null)()
    expect(words.insights.title).toBe('Insights')
  })
})
