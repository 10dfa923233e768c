import { expect, test } from 'vitest'
import { csvField, csvText } from './csv.ts'

test.each([
  ['plain', 'plain'],
  ['with, comma', '"with, comma"'],
  ['a "word"', '"a ""word"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+447700', "'+447700"],
  ['-3.5', '-3.5'],
  [12, '12'],
  [null, ''],
])('%j becomes %j', (value, field) => {
  expect(csvField(value)).toBe(field)
})

test('a row ends with both signs, so that every spreadsheet reads it', () => {
  expect(csvText(['Day', 'Sent'], [['2026-11-01', 3]])).toBe('Day,Sent\r\n2026-11-01,3\r\n')
})
