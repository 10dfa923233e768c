import { describe, expect, test } from 'vitest'
import { createCsvReader, csvField, LONGEST_ROW, NotCsv, readable, readHead } from './csv.ts'

const bytes = (text: string) => Buffer.from(text).toString('latin1')
const read = (text: string, separator = ',') => createCsvReader({ separator, offset: 0, line: 1 }).read(bytes(text), true)
const cells = (text: string, separator?: string) =>
  read(text, separator).map((record) => ('cells' in record ? record.cells : record.problem))

describe('records', () => {
  test.each([
    [
      'plain',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['without a last line feed', 'a,b', [['a', 'b']]],
    [
      'with carriage returns',
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['with empty fields', ',,\n', [['', '', '']]],
    ['with blank lines between', 'a\n\n \r\nb\n', [['a'], ['b']]],
    ['quoted', '"a, b",c\n', [['a, b', 'c']]],
    [
      'quoted at the end',
      'c,"a"\r\nd,e\n',
      [
        ['c', 'a'],
        ['d', 'e'],
      ],
    ],
    ['with a doubled quote', '"say ""hi""",c\n', [['say "hi"', 'c']]],
    [
      'with a line feed in quotes',
      '"a\nb",c\nd,e\n',
      [
        ['a\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    ['with a quote inside a plain field', 'a 5" pipe,c\n', [['a 5" pipe', 'c']]],
    ['beyond ASCII', 'Zoë,Łódź 👋\n', [['Zoë', 'Łódź 👋']]],
  ])('%s', (_how, text, expected) => {
    expect(cells(text)).toEqual(expected)
  })

  test('a bad one has a reason, and its neighbours are read', () => {
    expect(cells('a,b\n"c"x,d\ne,f\n')).toEqual([['a', 'b'], expect.stringMatching(/closing quote/), ['e', 'f']])
    expect(cells('a,b\n"c,d\ne,f\n')).toEqual([['a', 'b'], expect.stringMatching(/does not close/), ['e', 'f']])
  })

  test('a line that is not UTF-8 is named, and its neighbours are read', () => {
    const reader = createCsvReader({ separator: ',', offset: 0, line: 1 })
    const found = reader.read('a,b\nZo\xeb,c\nd,e\n', true)
    expect(found.map((one) => ('cells' in one ? one.cells[0] : one.problem))).toEqual(['a', expect.stringMatching(/UTF-8/), 'd'])
  })

  test('lines are those an editor shows, and offsets are bytes', () => {
    const text = 'ä,b\n"two\nlines",c\n\nlast,d\n'
    expect(read(text).map(({ line, end }) => [line, end])).toEqual([
      [1, 5],
      [2, 19],
      [5, Buffer.byteLength(text)],
    ])
  })

  test('however the bytes are cut, the records are the same', () => {
    const text = bytes('a,"b ""x"" \n y",ü\r\n"",c\n"d",\r\nlast,"é"')
    const whole = createCsvReader({ separator: ',', offset: 0, line: 1 }).read(text, true)
    expect(whole).toHaveLength(4)
    for (let size = 1; size < text.length; size++) {
      const reader = createCsvReader({ separator: ',', offset: 0, line: 1 })
      const found = []
      for (let at = 0; at < text.length; at += size)
        found.push(...reader.read(text.slice(at, at + size), at + size >= text.length))
      expect(found, `in pieces of ${size}`).toEqual(whole)
    }
  })

  test('a line without an end is refused, before it fills the memory', () => {
    const reader = createCsvReader({ separator: ',', offset: 0, line: 1 })
    expect(reader.read('x'.repeat(LONGEST_ROW), false)).toEqual([])
    expect(() => reader.read('x', false)).toThrow(NotCsv)
  })
})

describe('the first line', () => {
  test.each([
    ['commas', 'phone,name\n1,a\n', ',', ['phone', 'name'], 11],
    ['semicolons, as some spreadsheets write', 'phone;"name, full"\n', ';', ['phone', 'name, full'], 19],
    ['tabs', 'phone\tname\n', '\t', ['phone', 'name'], 11],
    ['one column', 'phone\n', ',', ['phone'], 6],
    ['a byte order mark', '\ufeffphone,name\n', ',', ['phone', 'name'], 14],
  ])('tells %s', (_what, text, separator, header, offset) => {
    expect(readHead(bytes(text), true)).toEqual({ separator, header, offset, line: 2 })
  })

  test.each([
    ['sep=;\r\nphone;"a,b,c,d"\r\n', ';', ['phone', 'a,b,c,d']],
    ['\ufeffsep=\t\nphone\tname\n', '\t', ['phone', 'name']],
  ])('takes the separator that the first line names: %j', (text, separator, header) => {
    expect(readHead(bytes(text), true)).toEqual({ separator, header, offset: bytes(text).length, line: 3 })
  })

  test('is waited for', () => {
    expect(readHead('phone,na', false)).toBeNull()
  })

  test.each([
    ['empty', '', /empty/],
    ['in UTF-16', '\xff\xfep\0h\0', /UTF-16/],
    ['in UTF-16 without its mark', 'p\0h\0o\0', /UTF-16/],
    ['ended by CR alone', 'phone,name\r+447700900456,Maja\r', /CR alone/],
    ['of one endless line', 'x'.repeat(LONGEST_ROW + 1), /longer/],
  ])('of a file that is %s is refused with a sentence', (_what, text, sentence) => {
    expect(() => readHead(text, text.length < LONGEST_ROW)).toThrow(sentence)
  })
})

test('a field is quoted where it must be', () => {
  expect(['a', 'a,b', 'a"b', 'a\nb', ''].map((text) => csvField(text))).toEqual(['a', '"a,b"', '"a""b"', '"a\nb"', ''])
})

test('bytes are shown as people wrote them, without what no text can hold', () => {
  expect(readable(bytes('Zoë\0\r\n'))).toBe('Zoë\ufffd')
})
