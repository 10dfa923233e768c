import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, inject, test } from 'vitest'
import { reachDatabase } from './reach-database.ts'

const right = inject('postgresUrl')

function changed(change: (url: URL) => void): string {
  const url = new URL(right)
  change(url)
  return url.href
}

test('a database that answers is quietly accepted', async () => {
  await expect(reachDatabase(right)).resolves.toBeUndefined()
})

test.each([
  {
    label: 'nothing listens there',
    url: changed((url) => (url.port = '1')),
    sentence: 'DATABASE_URL names 127.0.0.1:1, where nothing listens: start PostgreSQL there',
  },
  {
    label: 'no such host',
    url: changed((url) => (url.hostname = 'nowhere.invalid')),
    sentence: 'the host nowhere.invalid, which is not found',
  },
  {
    label: 'a wrong password',
    url: changed((url) => (url.password = 'guess')),
    sentence: 'the user "casement", whom 127.0.0.1:',
  },
  { label: 'no such database', url: changed((url) => (url.pathname = '/nobody')), sentence: 'the database "nobody", which' },
])('$label', async ({ url, sentence }) => {
  await expect(reachDatabase(url)).rejects.toThrow(sentence)
})

test('something else listens there', async () => {
  const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await expect(reachDatabase(changed((url) => (url.port = String(port))))).rejects.toThrow(
    /^DATABASE_URL names 127\.0\.0\.1:\d+, which/,
  )
  other.close()
})

test('the sentence never repeats the password', async () => {
  await expect(reachDatabase(changed((url) => (url.password = 'hush')))).rejects.not.toThrow(/hush/)
})
