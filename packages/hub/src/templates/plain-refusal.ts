import { errorByCode } from '@casement/platform'
import { detailsOf, type GraphErrorBody } from '../graph/graph-client.ts'

/** What the platform refused, in words for people: what it said of this template, and what to do about it. */
export function plainRefusal(error: GraphErrorBody): { because: string; remedy: string; code?: number } {
  const code = error.error_subcode && errorByCode(error.error_subcode) ? error.error_subcode : error.code
  const entry = code === undefined ? undefined : errorByCode(code)
  const said = error.error_user_msg ?? detailsOf(error) ?? error.message ?? ''
  const because = sentence(entry && code !== 100 ? entry.happened : said || 'Meta refused it and gave no reason.')
  const detail = entry && code !== 100 && said !== '' ? ` ${sentence(`Meta: ${said}`)}` : ''
  return {
    because: because + detail,
    remedy: entry && code !== 100 ? entry.remedy : 'Change what it names, and submit again.',
    ...(code === undefined ? {} : { code }),
  }
}

const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`)
