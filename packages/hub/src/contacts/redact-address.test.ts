import { expect, test } from 'vitest'
import { redactAddress } from './redact-address.ts'

const ada = { identifiers: ['447700900961', 'GB.96196'], names: ['Ada Byrne'] }
const rose = { identifiers: [], names: ['Rose'] }

test.each([
  ['a number in the path', ada, 'https://shop.example/for/447700900961', 'https://shop.example/for/erased'],
  ['a number with its plus', ada, 'https://shop.example/?p=%2B447700900961&x=1', 'https://shop.example/?p=%2Berased&x=1'],
  ['a number as the host’s name', ada, 'https://447700900961.shop.example', 'https://erased.shop.example'],
  ['a longer number', ada, 'https://shop.example/order/1447700900961', null],
  ['a number that goes on', ada, 'https://shop.example/order/4477009009612', null],
  ['an id', ada, 'https://shop.example/?u=gb.96196', 'https://shop.example/?u=erased'],
  ['what is only like an id', ada, 'https://shop.example/?u=gbx96196', null],
  ['a name, coded', ada, 'https://shop.example/?to=Ada%20Byrne', 'https://shop.example/?to=erased'],
  ['a name with a plus', ada, 'https://shop.example/?to=ada+byrne#x', 'https://shop.example/?to=erased#x'],
  ['a name with a dash', ada, 'https://shop.example/p/ada-byrne/', 'https://shop.example/p/erased/'],
  ['a longer name', ada, 'https://shop.example/p/ada-byrnes/', null],
  ['one word, as a name', rose, 'https://shop.example/?firstname=Rose', 'https://shop.example/?firstname=erased'],
  ['one word, as a flower', rose, 'https://shop.example/rose?kind=rose', null],
  ['one word, as the host', rose, 'https://rose.example', null],
])('%s', (_, who, url, expected) => {
  expect(redactAddress(url, who)).toBe(expected ?? url)
})
