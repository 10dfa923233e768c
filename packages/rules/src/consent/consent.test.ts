import { platformTime } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { confirmationLanguages, confirmationText } from './confirmation-text.ts'
import {
  type ConsentEvent,
  consentFor,
  consentFromFailure,
  consentFromMessage,
  consentFromPreference,
  consentIn,
  foldConsent,
  isOwnPurpose,
  newConsent,
  statementsIn,
} from './consent.ts'
import { consentLanguages, consentWord, wordsIn } from './stop-words.ts'

const at = (minute: number) => platformTime(Date.parse('2026-11-20T12:00:00Z') + minute * 60_000)
const said = (choice: ConsentEvent['choice'], minute: number, purpose: ConsentEvent['purpose'] = 'marketing'): ConsentEvent => ({
  purpose,
  choice,
  at: at(minute),
  evidence: { how: 'form', reference: `form-${minute}` },
})
const inWhatsApp = (choice: ConsentEvent['choice'], minute: number): ConsentEvent => ({
  ...said(choice, minute),
  evidence: { how: 'platform-preference' },
})
const refusedBy = (minute: number): ConsentEvent => consentFromFailure(131050, at(minute), 'wamid.1')[0] as ConsentEvent
const marketing = (...events: readonly ConsentEvent[]) => consentFor(events.reduce(foldConsent, newConsent), 'marketing').choice

describe('a word', () => {
  test.each<[string, 'stop' | 'start' | null]>([
    ['STOP', 'stop'],
    ['stop', 'stop'],
    ['  Stop. ', 'stop'],
    ['“STOP”', 'stop'],
    [' Please stop!', 'stop'],
    ["Arrêter, s'il vous plaît", 'stop'],
    ['Stop promotions', 'stop'],
    ['STOP_PROMOTIONS', 'stop'],
    ['Unsubscribe', 'stop'],
    ['BAJA', 'stop'],
    ['SAIR', 'stop'],
    ['arrêt', 'stop'],
    ['ARRET', 'stop'],
    ['arre\u0302t', 'stop'],
    ['ABONELİKTEN ÇIK', 'stop'],
    ['ΔΙΑΓΡΑΦΗ', 'stop'],
    ['Abmelden!', 'stop'],
    ['Стоп', 'stop'],
    ['توقف', 'stop'],
    ['बंद करें', 'stop'],
    ['退订', 'stop'],
    ['配信停止', 'stop'],
    ['수신거부', 'stop'],
    ['START', 'start'],
    ['Alta', 'start'],
    ['start again tomorrow please', null],
    ['STOP STOP', 'stop'],
    ['Arrêtez, merci', 'stop'],
    ['Me désinscrire', 'stop'],
    ['Unsubscribe me', 'stop'],
    ['st\u00adop\ufe0f', 'stop'],
    ["don't stop", null],
    ['Where is the bus stop?', null],
    ['Please stop by tomorrow', null],
    ['', null],
    ['👍', null],
    ['stop '.repeat(40), null],
  ])('%j says %s', (text, word) => {
    expect(consentWord(text)).toBe(word)
  })

  test('each of the words of each language is understood, whatever the case', () => {
    for (const language of consentLanguages) {
      const { stop, start } = wordsIn(language)
      expect(Math.min(stop.length, start.length), `${language} ends messages, and brings them back`).toBeGreaterThan(0)
      for (const word of stop)
        expect([consentWord(word), consentWord(` ${word.toUpperCase()}! `)], word).toEqual(['stop', 'stop'])
      for (const word of start) expect(consentWord(word), word).toBe('start')
    }
  })

  test('any text at all gives an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(['stop', 'start', null]).toContain(consentWord(text))
      }),
    )
  })
})

describe('what holds', () => {
  test.each<[string, ConsentEvent[], string]>([
    ['nothing said', [], 'unsaid'],
    ['yes', [said('in', 1)], 'in'],
    ['no', [said('out', 1)], 'out'],
    ['yes, then no', [said('in', 1), said('out', 2)], 'out'],
    ['no, then yes', [said('out', 1), said('in', 2)], 'in'],
    ['yes and no at once', [said('in', 1), said('out', 1)], 'out'],
    ['STOP, then START', [said('out', 1), said('resume', 2)], 'in'],
    ['START, then STOP', [said('resume', 1), said('out', 2)], 'out'],
    ['START from somebody who never stopped is no opt-in', [said('resume', 1)], 'unsaid'],
    ['a STOP that arrives late', [said('in', 3), said('out', 2)], 'in'],
    ['a stop inside WhatsApp', [inWhatsApp('out', 1)], 'out'],
    ['a stop inside WhatsApp, then START in words', [inWhatsApp('out', 1), said('resume', 2)], 'out'],
    ['a stop inside WhatsApp, then a yes in a form', [inWhatsApp('out', 1), said('in', 2)], 'out'],
    ['a stop inside WhatsApp, resumed there', [inWhatsApp('out', 1), inWhatsApp('resume', 2)], 'in'],
    ['both stopped, resumed in words only', [said('out', 1), inWhatsApp('out', 2), said('resume', 3)], 'out'],
    ['both stopped, resumed in WhatsApp', [said('out', 1), inWhatsApp('out', 2), inWhatsApp('resume', 3)], 'in'],
    ['STOP in words after resuming in WhatsApp', [inWhatsApp('out', 1), inWhatsApp('resume', 2), said('out', 3)], 'out'],
    ['a refusal (131050) that our START came after', [refusedBy(1), said('resume', 2)], 'out'],
    ['no to something else', [said('out', 1, 'utility')], 'unsaid'],
  ])('%s', (_label, events, choice) => {
    expect(marketing(...events)).toBe(choice)
  })

  test('order and repetition never change it, nor its evidence', () => {
    const event = fc.record({
      purpose: fc.constantFrom('marketing' as const, 'everything' as const),
      choice: fc.constantFrom('in' as const, 'out' as const, 'resume' as const),
      at: fc.nat(10).map(at),
      evidence: fc.record({
        how: fc.constantFrom('form' as const, 'platform-preference' as const),
        reference: fc.constantFrom('a', 'b'),
      }),
    })
    const mixed = fc
      .array(event, { maxLength: 12 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })))
    fc.assert(
      fc.property(mixed, ([all, shuffled]) => {
        const state = all.reduce(foldConsent, newConsent)
        expect(shuffled.reduce(foldConsent, newConsent)).toEqual(state)
        expect(statementsIn(state).reduce(foldConsent, newConsent)).toEqual(state)
      }),
    )
  })
})

test('a purpose of one’s own is agreed to by itself', () => {
  const state = [said('in', 1, 'own.newsletter'), said('in', 1, 'own.surveys'), said('out', 2, 'own.surveys')].reduce(
    foldConsent,
    newConsent,
  )
  expect(consentIn(state)).toEqual({ marketing: 'unsaid', optedOutOf: ['own.surveys'], agreedTo: ['own.newsletter'] })
  expect(['own.a', 'own.', 'own.A b', 'marketing', `own.${'a'.repeat(41)}`].map(isOwnPurpose)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ])
})

describe('where it comes from', () => {
  test('a bare STOP means marketing, or everything where the workspace widens it', () => {
    expect(consentFromMessage({ at: at(0), text: 'Stop', wamid: 'wamid.1' })).toEqual([
      { purpose: 'marketing', choice: 'out', at: at(0), evidence: { how: 'keyword', wording: 'Stop', reference: 'wamid.1' } },
    ])
    expect(consentFromMessage({ at: at(0), text: 'Stop' }, 'everything')).toMatchObject([
      { purpose: 'everything', choice: 'out' },
    ])
  })

  test('a button says it by its text or its payload', () => {
    expect(consentFromMessage({ at: at(0), button: { text: 'No, thanks', payload: 'STOP_PROMOTIONS' } })).toMatchObject([
      { choice: 'out', evidence: { how: 'button', wording: 'STOP_PROMOTIONS' } },
    ])
    expect(consentFromMessage({ at: at(0), button: { text: 'Unsubscribe', payload: '17' } })).toMatchObject([{ choice: 'out' }])
    expect(consentFromMessage({ at: at(0), button: { text: 'Yes', payload: 'YES' } })).toEqual([])
  })

  test('START takes back either', () => {
    expect(consentFromMessage({ at: at(0), text: 'start' }).map((event) => [event.purpose, event.choice])).toEqual([
      ['marketing', 'resume'],
      ['everything', 'resume'],
    ])
  })

  test('the switch inside WhatsApp, and the failure that betrays it', () => {
    expect(
      consentFromPreference({ category: 'marketing_messages', value: 'stop', detail: 'User requested to stop' }, at(0)),
    ).toMatchObject([{ purpose: 'marketing', choice: 'out' }])
    expect(consentFromPreference({ category: 'marketing_messages', value: 'resume' }, at(0))).toMatchObject([
      { choice: 'resume' },
    ])
    expect(consentFromPreference({ category: 'something_new', value: 'stop' }, at(0))).toEqual([])
    expect(consentFromFailure(131050, at(0), 'wamid.1')).toMatchObject([{ purpose: 'marketing', choice: 'out' }])
    expect(consentFromFailure(131049, at(0), 'wamid.1')).toEqual([])
  })
})

describe('the confirmation', () => {
  test('says what ends, what still comes, and how to take it back', () => {
    expect(confirmationText('stop', 'Acme')).toBe(
      'You will get no more offers from Acme. Messages about your orders and your codes still come. Write START to get offers again.',
    )
    expect(confirmationText('stop', 'Acme', 'everything')).toContain('except answers when you write to us')
    expect(confirmationText('start', 'Acme')).toContain('Write STOP')
    expect(confirmationText('stop', '$& Sons')).toContain('from $& Sons.')
  })

  test('names in each language a word that is understood there', () => {
    for (const language of confirmationLanguages) {
      for (const [word, means] of [
        ['stop', 'marketing'],
        ['stop', 'everything'],
        ['start', 'marketing'],
      ] as const) {
        const text = confirmationText(word, 'Acme', means, `${language}_XX`)
        const words = text.match(/\b[A-Z]{4,}\b/g) ?? []
        expect(
          words.map((one) => consentWord(one)),
          text,
        ).toEqual([word === 'stop' ? 'start' : 'stop'])
        expect(text).toContain('Acme')
        expect(text).not.toContain('{')
      }
    }
    expect(confirmationText('stop', 'Acme', 'marketing', 'xx')).toBe(confirmationText('stop', 'Acme'))
  })
})
