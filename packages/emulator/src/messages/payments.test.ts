import { beforeEach, describe, expect, test } from 'vitest'
import { CUSTOMER, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

let emulator: TestEmulator
beforeEach(async () => {
  emulator = await TestEmulator.start()
  await emulator.write('I take the sofa')
})

const amount = (value: number) => ({ value, offset: 100 })
const bill = {
  reference_id: 'NH-1001',
  type: 'physical-goods',
  payment_type: 'upi',
  currency: 'INR',
  total_amount: amount(21_000),
  order: {
    status: 'pending',
    items: [{ retailer_id: 'sofa', name: 'Fjord sofa', amount: amount(20_000), quantity: 1 }],
    subtotal: amount(20_000),
    tax: amount(2_000),
    discount: amount(1_000),
  },
}
const send = (parameters: object, type = 'order_details', name = 'review_and_pay') =>
  emulator.send({
    type: 'interactive',
    interactive: { type, body: { text: 'Your order' }, action: { name, parameters } },
  })
const codeOf = async (parameters: object, type?: string, name?: string) =>
  (await send(parameters, type, name)).body.error?.code ?? 0

/** What a bill needs: change → code. */
test.each([
  ['as it should be', {}, 0],
  ['without a reference', { reference_id: undefined }, 131008],
  ['with a reference of 36 characters', { reference_id: 'x'.repeat(36) }, 131009],
  ['with a reference of 35', { reference_id: 'x'.repeat(35) }, 0],
  ['in pounds', { currency: 'GBP' }, 131009],
  ['without an order', { order: undefined }, 131008],
  ['whose total is not what its parts come to', { total_amount: amount(20_999) }, 131009],
  ['in half pennies', { total_amount: { value: 21_000, offset: 1_000 } }, 131009],
  ['of no items', { order: { ...bill.order, items: [] } }, 131008],
  [
    'whose items come to something else',
    { order: { ...bill.order, items: [{ name: 'Sofa', amount: amount(1), quantity: 1 }] } },
    131009,
  ],
  ['of half a sofa', { order: { ...bill.order, items: [{ name: 'Sofa', amount: amount(20_000), quantity: 0.5 }] } }, 131009],
])('a bill %s', async (_label, change, code) => {
  expect(await codeOf({ ...bill, ...change })).toBe(code)
})

test.each([
  ['shipped', 0],
  ['eaten', 131009],
  [undefined, 131008],
])('an order that is %s', async (status, code) => {
  expect(await codeOf({ reference_id: 'NH-1001', order: { status } }, 'order_status', 'review_order')).toBe(code)
})

test('who has not accepted the terms of payments sends no bills', async () => {
  await emulator.control('PATCH', `/wabas/${emulator.about.wabaId}`, { paymentsAccepted: false })
  expect(await codeOf(bill)).toBe(134011)
  expect((await emulator.sendText('hello')).status).toBe(200)
  await emulator.control('PATCH', `/wabas/${emulator.about.wabaId}`, { paymentsAccepted: true })
  expect(await codeOf(bill)).toBe(0)
})

describe('a customer who pays', () => {
  const pay = (messageId: string, status?: string) =>
    emulator.control('POST', `/customers/${CUSTOMER}/payments`, { messageId, status })
  const payments = () => emulator.statuses().filter(({ type }) => type === 'payment')

  test('is told of by a status of the bill: first pending, then captured, once', async () => {
    const { body } = await send(bill)
    const [{ id }] = body.messages as unknown as [{ id: string }]
    await emulator.advance(MINUTE)
    await pay(id, 'pending')
    await emulator.advance(MINUTE)
    await pay(id)
    await emulator.advance(0)
    const transaction = { type: 'upi', created_timestamp: expect.any(String) }
    const payment = { reference_id: 'NH-1001', amount: amount(21_000), currency: 'INR' }
    expect(payments()).toMatchObject([
      {
        id,
        status: 'pending',
        recipient_id: CUSTOMER,
        payment: { ...payment, transaction: { ...transaction, status: 'pending' } },
      },
      {
        id,
        status: 'captured',
        recipient_id: CUSTOMER,
        payment: { ...payment, transaction: { ...transaction, status: 'success' } },
      },
    ])
    await expect(pay(id)).rejects.toThrow('is paid')
  })

  test('pays bills and nothing else', async () => {
    const { body } = await emulator.sendText('hello')
    const [{ id }] = body.messages as unknown as [{ id: string }]
    await expect(pay(id)).rejects.toThrow('no bill')
  })
})

test('a payment configuration is told when it changes', async () => {
  const path = `/wabas/${emulator.about.wabaId}/payment-configurations`
  await emulator.control('POST', path, { name: 'shop', provider: 'payu', status: 'Needs Testing' })
  await emulator.advance(MINUTE)
  await emulator.control('POST', path, { name: 'shop', provider: 'payu' })
  await emulator.advance(0)
  const told = emulator.changes('payment_configuration_update').map(({ value }) => value as Record<string, number>)
  expect(told).toMatchObject([
    { configuration_name: 'shop', provider_name: 'payu', status: 'Needs Testing' },
    { configuration_name: 'shop', status: 'Active' },
  ])
  expect(told[1]?.created_timestamp).toBe(told[0]?.created_timestamp)
})
