import { describe, expect, test } from 'vitest'
import { pageOf } from './page-of.ts'

const list = (ids: string) => [...ids].map((id) => ({ id }))
const idsOf = ({ data }: { data: readonly { id: string }[] }) => data.map(({ id }) => id).join('')

test.each([
  ['all of it, to who asks for no page', undefined, ['abcde']],
  ['pages, the last of them short', 2, ['ab', 'cd', 'e']],
  ['a page that ends where the list does', 5, ['abcde']],
  ['a page that is longer than the list', 6, ['abcde']],
])('a list gives %s', (_what, limit, pages) => {
  const given: string[] = []
  let cursor: string | null = null
  do {
    const page: ReturnType<typeof pageOf> = pageOf(list('abcde'), { limit, ...(cursor ? { cursor } : {}) })
    given.push(idsOf(page))
    cursor = page.cursor
  } while (cursor)
  expect(given).toEqual(pages)
})

describe('a list that changes between two pages', () => {
  const { cursor } = pageOf(list('abcde'), { limit: 2 })
  test.each([
    ['goes on behind the same item when one is added before it', 'xabcde', 'cde'],
    ['goes on where that item stood when it is gone', 'acde', 'cde'],
    ['has ended when all the rest is gone', 'ab', ''],
  ])('%s', (_what, now, rest) => {
    expect(idsOf(pageOf(list(now), { cursor: cursor as string }))).toBe(rest)
  })
})

test.each(['nonsense', Buffer.from('{"id":1}').toString('base64url')])('the cursor %s is none of ours', (cursor) => {
  expect(() => pageOf(list('ab'), { cursor })).toThrow(/none of ours/)
})
