import { expect, it } from 'vitest'
import { initials } from './initials.ts'

it.each([
  ['Hannah Whitlock', 'HW'],
  ['Maja', 'M'],
  ['Ana de la Cruz', 'AC'],
  ['  åsa   öberg ', 'ÅÖ'],
  ['"Bo" Ek', 'BE'],
  ['+44 7700 900482', '82'],
  ['', '?'],
])('the initials of %s are %s', (name, letters) => expect(initials(name)).toBe(letters))
