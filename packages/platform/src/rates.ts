export * from './rates/calling-codes.ts'
export * from './rates/rate-card.ts'
export * from './rates/usd.ts'
