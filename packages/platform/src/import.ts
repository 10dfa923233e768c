export { codesBy8x8 } from './errors/from-8x8.ts'
export * from './rates/parse-rate-card.ts'
export * from './rates/parse-volume-tiers.ts'
