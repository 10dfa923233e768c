export { type OwnRate, withOwnRates } from './price/own-rates.ts'
