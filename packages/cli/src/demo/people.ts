import type { Chance } from './chance.ts'

export type Customer = {
  digits: string
  name: string
  city: string
  country: string
  language: 'en' | 'fr' | 'sv'
  tags: readonly string[]
  points: number
  lastOrder: string
  consent: 'in' | 'out' | 'unsaid'
  /** Milliseconds until they read what arrives; null: their phone sends no read receipts. */
  readAfterMs: number | null
  onWhatsApp: boolean
  reachable: boolean
}

/** Invented people. The numbers are those that each country keeps free for films and books. */
const lands = [
  {
    country: 'GB',
    language: 'en',
    people: 430,
    digits: (n: number) => `447700900${String((n * 7) % 1_000).padStart(3, '0')}`,
    cities: ['Leeds', 'Leeds', 'Bristol', 'Sheffield', 'York', 'London', 'Glasgow', 'Cardiff', 'Norwich'],
    first: [
      'Hannah',
      'Priya',
      'Marcus',
      'Daniel',
      'Amira',
      'Oliver',
      'Grace',
      'Tariq',
      'Eleanor',
      'Callum',
      'Zainab',
      'Rosie',
      'Ewan',
      'Niamh',
      'Leon',
      'Imogen',
      'Samir',
      'Beth',
      'Rhys',
      'Fatima',
      'Joel',
      'Martha',
      'Dev',
      'Isla',
    ],
    last: [
      'Whitlock',
      'Raman',
      'Oyelaran',
      'Okafor',
      'Haddad',
      'Pemberton',
      'Ashdown',
      'Mirza',
      'Fairley',
      'Drummond',
      'Sayeed',
      'Thorne',
      'Mackie',
      'Gallagher',
      'Osei',
      'Hartwell',
      'Kapoor',
      'Lister',
      'Bowen',
      'Rahimi',
      'Marsh',
      'Quill',
      'Chandra',
      'Corrie',
    ],
  },
  {
    country: 'FR',
    language: 'fr',
    people: 60,
    digits: (n: number) => `336399800${String((n * 3) % 100).padStart(2, '0')}`,
    cities: ['Lille', 'Lille', 'Paris', 'Rouen'],
    first: ['Louise', 'Camille', 'Théo', 'Inès', 'Julien', 'Manon', 'Karim', 'Élodie'],
    last: ['Garnier', 'Lemoine', 'Benali', 'Carpentier', 'Roussel', 'Delcourt', 'Marchand'],
  },
  {
    country: 'SE',
    language: 'sv',
    people: 30,
    digits: (n: number) => `467017406${String(5 + ((n * 7) % 95)).padStart(2, '0')}`,
    cities: ['Göteborg', 'Malmö'],
    first: ['Oskar', 'Sofia', 'Elsa', 'Nils', 'Freja', 'Axel'],
    last: ['Lindgren', 'Bergström', 'Nyqvist', 'Hedlund', 'Sandberg'],
  },
] as const

/** Whoever tries the product writes as this customer: no story is theirs. */
const LEFT_ALONE = new Set(['447700900456', '447700900123'])

export function inventPeople(chance: Chance): Customer[] {
  const names = new Set<string>()
  return lands.flatMap(({ country, language, people, digits, cities, first, last }) =>
    Array.from({ length: people }, (_, n) => digits(n))
      .filter((number) => !LEFT_ALONE.has(number))
      .map((number): Customer => {
        const consented = chance.next()
        const spent = chance.next()
        return {
          digits: number,
          name: newName(names, () => `${chance.one(first)} ${chance.one(last)}`),
          city: chance.one(cities),
          country,
          language,
          tags: [
            ...(spent > 0.9 ? ['vip'] : []),
            ...(chance.happens(0.2) ? ['trade'] : []),
            ...(chance.happens(0.3) ? ['newsletter'] : []),
          ],
          points: Math.round(spent * 1_400),
          lastOrder: `NH-${chance.whole(19_800, 20_990)}`,
          consent: consented < 0.86 ? 'in' : consented < 0.9 ? 'out' : 'unsaid',
          readAfterMs: chance.happens(0.78) ? Math.round(60_000 * Math.exp(chance.between(0.5, 5.2))) : null,
          onWhatsApp: !chance.happens(0.015),
          reachable: !chance.happens(0.015),
        }
      }),
  )
}

function newName(taken: Set<string>, draw: () => string): string {
  for (let tries = 0; tries < 20; tries++) {
    const name = draw()
    if (!taken.has(name)) {
      taken.add(name)
      return name
    }
  }
  return draw()
}
