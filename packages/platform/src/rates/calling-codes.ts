/**
 * Calling codes by market, as Meta's pricing page maps them. Only data: which prefix of a number decides is left to the reader
 * of a card (the longest). Later moves of a country are further entries of `moves`.
 */
const december2025: Readonly<Record<string, string>> = {
  Argentina: '54',
  Brazil: '55',
  Chile: '56',
  Colombia: '57',
  Egypt: '20',
  France: '33',
  Germany: '49',
  India: '91',
  Indonesia: '62',
  Israel: '972',
  Italy: '39',
  Malaysia: '60',
  Mexico: '52',
  Netherlands: '31',
  Nigeria: '234',
  Pakistan: '92',
  Peru: '51',
  Russia: '7',
  'Saudi Arabia': '966',
  'South Africa': '27',
  Spain: '34',
  Turkey: '90',
  'United Arab Emirates': '971',
  'United Kingdom': '44',
  'North America': '1',
  'Rest of Africa':
    '213 244 229 267 226 257 237 235 242 291 251 241 220 233 245 225 254 266 231 218 261 265 223 222 212 258 264 227 250 221 232 252 211 249 268 255 228 216 256 260 263',
  'Rest of Asia Pacific': '93 61 880 855 86 852 81 856 976 977 64 675 63 65 94 886 992 66 993 998 84',
  'Rest of Central & Eastern Europe': '355 374 994 375 359 385 420 995 30 36 371 370 373 389 48 40 381 421 386 380',
  'Rest of Western Europe': '43 32 45 358 353 47 351 46 41',
  // The +1 groups: Dominican Republic, Jamaica, Puerto Rico.
  'Rest of Latin America': '591 506 593 503 502 509 504 505 507 595 598 58 1809 1829 1849 1658 1876 1787 1939',
  'Rest of Middle East': '973 964 962 965 961 968 974 967',
  // Kazakhstan, and the islands that share +1: longer prefixes than Russia's and North America's.
  Other: '76 77 1242 1246 1264 1268 1284 1340 1345 1441 1473 1649 1664 1670 1671 1684 1721 1758 1767 1784 1868 1869',
}

const standaloneSince2026: Readonly<Record<string, string>> = {
  'Hong Kong': '852',
  Hungary: '36',
  Poland: '48',
  Qatar: '974',
  Romania: '40',
  Singapore: '65',
}

const standaloneSinceOctober2026: Readonly<Record<string, string>> = {
  Bangladesh: '880',
  Iraq: '964',
  Kazakhstan: '76 77',
  Kuwait: '965',
  Morocco: '212',
  Nepal: '977',
  Oman: '968',
  'Sri Lanka': '94',
  Ukraine: '380',
}

const moves: readonly { readonly from: string; readonly markets: Readonly<Record<string, string>> }[] = [
  { from: '2025-07-01', markets: december2025 },
  { from: '2025-07-01', markets: { Other: '263' } },
  { from: '2025-10-01', markets: { 'Rest of Africa': '263' } },
  { from: '2026-01-01', markets: standaloneSince2026 },
  { from: '2026-10-01', markets: standaloneSinceOctober2026 },
]

/** Calling-code digits to market on a day, `YYYY-MM-DD`: what a card of that day carries as `prefixes`. */
export function prefixesOn(day: string): Readonly<Record<string, string>> {
  const prefixes: Record<string, string> = {}
  for (const { from, markets } of moves) {
    if (from > day) continue
    for (const [market, codes] of Object.entries(markets)) for (const code of codes.split(' ')) prefixes[code] = market
  }
  return prefixes
}
