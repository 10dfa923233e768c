import { expect, test } from 'vitest'
import { isPublicAddress, privateLookup, publicLookup, whyNot } from './safe-address.ts'

test.each([
  ['8.8.8.8', true],
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.15.255.255', true],
  ['172.16.0.0', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['192.168.1.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['ff02::1', false],
  ['2002:7f00:1::', false],
  ['2606:4700::1111', true],
  ['bot.example', false],
])('%s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic)
})

test.each([
  ['https://bot.example/hook', null],
  ['http://bot.example/hook', /https/],
  ['ftp://bot.example', /whole address/],
  ['bot.example', /whole address/],
  ['https://me:secret@bot.example', /password/],
  ['https://127.0.0.1/hook', /private/],
  ['https://[::1]/hook', /private/],
  ['https://0x7f.1/hook', /private/],
])('%s', (url, why) => {
  const said = whyNot(url, { privateToo: false })
  if (why) expect(said).toMatch(why)
  else expect(said).toBeNull()
})

test.each([
  ['http://127.0.0.1:8420/hook', null],
  ['http://[::1]/hook', null],
  ['http://192.168.1.1/hook', null],
  ['http://169.254.169.254/latest', /machine speaks to itself/],
  ['http://0xa9fea9fe/latest', /machine speaks to itself/],
  ['http://[::ffff:169.254.169.254]/latest', /machine speaks to itself/],
  ['http://[fe80::1]/hook', /machine speaks to itself/],
  ['http://[fd00:ec2::254]/latest', /machine speaks to itself/],
])('where private networks may be written to, %s', (url, why) => {
  const said = whyNot(url, { privateToo: true })
  if (why) expect(said).toMatch(why)
  else expect(said).toBeNull()
})

test('and a name may lead home', async () => {
  const found = await new Promise((resolve) => privateLookup('localhost', { all: true }, (error, all) => resolve(error ?? all)))
  expect(found).toEqual(expect.arrayContaining([{ address: expect.stringMatching(/^(127|::1)/), family: expect.any(Number) }]))
})

test('a name that leads home is refused when it is connected to', async () => {
  const error = await new Promise((resolve) => publicLookup('localhost', {}, resolve))
  expect(String(error)).toMatch(/private network/)
})
