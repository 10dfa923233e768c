import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('so many go on at once, the next waits for its turn, and one too many is refused', async () => {
  const turns = createTurns({ atOnce: 2, mostWaiting: 1 })
  const begun: string[] = []
  const ends = new Map<string, (failed?: Error) => void>()
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push(name)
      ends.set(name, (failed) => (failed ? reject(failed) : resolve(name)))
    })
  const first = turns.take(work('first'))
  const second = turns.take(work('second'))
  const third = turns.take(work('third'))
  expect(turns.take(work('fourth'))).toBeNull()
  await Promise.resolve()
  expect(begun).toEqual(['first', 'second'])
  ends.get('first')?.(new Error('gone'))
  await expect(first).rejects.toThrow('gone')
  expect(begun, 'one that fails gives its turn on too').toEqual(['first', 'second', 'third'])
  expect(turns.take(work('fifth')), 'and there is room for another to wait').not.toBeNull()
  ends.get('second')?.()
  ends.get('third')?.()
  expect(await Promise.all([second, third])).toEqual(['second', 'third'])
  await Promise.resolve()
  expect(begun).toContain('fifth')
})
