import { describe, expect, it } from 'vitest'
import { readFeed } from './read-feed.ts'

const row = (line: string, head = 'id,title,description,availability,price,image_link') => readFeed(`${head}\n${line}\n`)

describe('a product feed', () => {
  it('is read as Meta writes it', () => {
    expect(row('lamp-1,Paper lamp,"Soft, warm",in stock,29.90 EUR,https://pictures.example/lamp.jpg').products).toEqual([
      {
        retailerId: 'lamp-1',
        title: 'Paper lamp',
        description: 'Soft, warm',
        price: '29.90',
        currency: 'EUR',
        available: true,
        pictureUrl: 'https://pictures.example/lamp.jpg',
      },
    ])
  })

  it.each([
    ['gone', 'a,Lamp,,out of stock,,', { available: false, price: null, pictureUrl: null }],
    ['the currency first', 'a,Lamp,,,EUR 5,', { price: '5', currency: 'EUR' }],
    ['letters of any script', 'a,Lámpara – 灯,,,,', { title: 'Lámpara – 灯' }],
  ])('%s', (_label, line, expected) => {
    expect(row(line)).toMatchObject({ products: [expected], bad: [] })
  })

  it.each([
    ['no title', 'a,,,,,', /title/],
    ['no id', ',Lamp,,,,', /id needs/],
    ['a price in words', 'a,Lamp,,,cheap,', /such as 9.99 USD/],
    ['a price without a currency', 'a,Lamp,,,9.99,', /such as 9.99 USD/],
    ['a picture that is a script', 'a,Lamp,,,,javascript:alert(1)', /no address of a picture/],
  ])('a row with %s is left out and says why', (_label, line, problem) => {
    expect(row(line)).toMatchObject({ products: [], bad: [{ line: 2, problem: expect.stringMatching(problem) }] })
  })

  it('the last of two rows with one id counts', () => {
    expect(row('a,Old,,,,\na,New,,,,').products).toMatchObject([{ title: 'New' }])
  })

  it.each([
    ['nothing', ''],
    ['another table', 'name,phone\nAna,1'],
  ])('%s is no feed', (_label, text) => {
    expect(() => readFeed(text)).toThrow(/first line/)
  })

  it('semicolons and tabs separate too', () => {
    expect(readFeed('id;title\na;Lamp').products).toHaveLength(1)
    expect(readFeed('id\ttitle\na\tLamp, warm').products).toMatchObject([{ title: 'Lamp, warm' }])
  })
})
