import { describe, expect, it } from 'vitest'
import { words as english } from './en.ts'
import { chosenLanguage } from './languages.ts'
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
