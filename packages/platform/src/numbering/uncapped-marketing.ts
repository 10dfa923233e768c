/** Calling codes where Meta's cap on marketing to one user does not apply: EEA, United Kingdom, Japan, South Korea. */
export const uncappedMarketingCodes: readonly string[] =
  '43 32 359 385 357 420 45 372 358 33 49 30 36 353 39 371 370 352 356 31 48 351 40 421 386 34 46 354 423 47 44 81 82'.split(' ')
