import { expect, test } from 'vitest'
import { boundUploads } from './bound-uploads.ts'

const refused = (enter: () => unknown): string | null => {
  try {
    enter()
    return null
  } catch (error) {
    return (error as { id: string }).id
  }
}

test('one workspace may not take every place, and the process takes no more than it has', () => {
  const bound = boundUploads({ atOnce: 3, atOnceEach: 2 })
  const leave = bound.enter('one')
  bound.enter('one')
  expect(refused(() => bound.enter('one'))).toBe('too-many-requests')
  const leaveOther = bound.enter('other')
  expect(refused(() => bound.enter('other'))).toBe('unavailable')

  leave()
  leave()
  expect(
    refused(() => bound.enter('other')),
    'a place given back is another’s',
  ).toBeNull()
  expect(
    refused(() => bound.enter('one')),
    'given back twice it is still one place',
  ).toBe('unavailable')
  leaveOther()
  expect(refused(() => bound.enter('one'))).toBeNull()
})
