import { northAmerica, uncappedMarketingCodes } from '@casement/platform'

/**
 * ISO country of a number by its calling code (ITU data, the codes a test is likely to meet). Only used for the prefix of
 * business-scoped ids and for the rules that name countries; prices go by the rate card's own prefixes.
 */
const byCode: Record<string, string> = {
  '20': 'EG',
  '27': 'ZA',
  '30': 'GR',
  '31': 'NL',
  '32': 'BE',
  '33': 'FR',
  '34': 'ES',
  '36': 'HU',
  '39': 'IT',
  '40': 'RO',
  '41': 'CH',
  '43': 'AT',
  '44': 'GB',
  '45': 'DK',
  '46': 'SE',
  '47': 'NO',
  '48': 'PL',
  '49': 'DE',
  '51': 'PE',
  '52': 'MX',
  '54': 'AR',
  '55': 'BR',
  '56': 'CL',
  '57': 'CO',
  '58': 'VE',
  '60': 'MY',
  '61': 'AU',
  '62': 'ID',
  '63': 'PH',
  '64': 'NZ',
  '65': 'SG',
  '66': 'TH',
  '7': 'RU',
  '76': 'KZ',
  '77': 'KZ',
  '81': 'JP',
  '82': 'KR',
  '84': 'VN',
  '86': 'CN',
  '90': 'TR',
  '91': 'IN',
  '92': 'PK',
  '94': 'LK',
  '212': 'MA',
  '234': 'NG',
  '254': 'KE',
  '351': 'PT',
  '352': 'LU',
  '353': 'IE',
  '354': 'IS',
  '356': 'MT',
  '357': 'CY',
  '358': 'FI',
  '359': 'BG',
  '370': 'LT',
  '371': 'LV',
  '372': 'EE',
  '380': 'UA',
  '385': 'HR',
  '386': 'SI',
  '420': 'CZ',
  '421': 'SK',
  '423': 'LI',
  '852': 'HK',
  '880': 'BD',
  '964': 'IQ',
  '965': 'KW',
  '966': 'SA',
  '968': 'OM',
  '971': 'AE',
  '972': 'IL',
  '974': 'QA',
  '977': 'NP',
  '1': 'US',
}

const canada = new Set<string>(northAmerica.canada)
const elsewhere = new Set<string>(northAmerica.islands)
/** Area codes under +1 that belong to neither the United States nor Canada. */
const islands: Record<string, string> = {
  '809': 'DO',
  '829': 'DO',
  '849': 'DO',
  '658': 'JM',
  '876': 'JM',
  '787': 'PR',
  '939': 'PR',
  '242': 'BS',
  '246': 'BB',
  '264': 'AI',
  '268': 'AG',
  '284': 'VG',
  '340': 'VI',
  '345': 'KY',
  '441': 'BM',
  '473': 'GD',
  '649': 'TC',
  '664': 'MS',
  '670': 'MP',
  '671': 'GU',
  '684': 'AS',
  '721': 'SX',
  '758': 'LC',
  '767': 'DM',
  '784': 'VC',
  '868': 'TT',
  '869': 'KN',
}

export function countryOf(digits: string): string {
  if (digits.startsWith('1')) {
    const area = digits.slice(1, 4)
    return islands[area] ?? (elsewhere.has(area) ? 'XX' : canada.has(area) ? 'CA' : 'US')
  }
  for (let length = 3; length > 0; length--) {
    const country = byCode[digits.slice(0, length)]
    if (country) return country
  }
  return 'XX'
}

/** Whether Meta's cap on marketing to one person leaves a number out, by its calling code. */
export function isUncapped(digits: string): boolean {
  for (let length = 3; length > 0; length--) if (uncapped.has(digits.slice(0, length))) return true
  return false
}
const uncapped = new Set<string>(uncappedMarketingCodes)
