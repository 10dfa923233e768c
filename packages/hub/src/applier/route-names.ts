import { type PlatformTime, platformTime } from '@casement/platform'
import type { Change } from './apply-change.ts'

export type EntryHead = { id?: unknown; time?: unknown }
export type ChangeNames = { phoneNumberId: string | null; wabaId: string | null; portfolioId: string | null }

type Named = {
  metadata?: { phone_number_id?: unknown }
  recipient?: { phone_number_id?: unknown }
  phone_number_settings?: { phone_number_id?: unknown }
  waba_info?: { waba_id?: unknown; owner_business_id?: unknown }
}

/**
 * All by which a change may belong to somebody here. Handovers name the number as their recipient, settings inside themselves, and
 * what partners do comes under the portfolio's id, with the account's beside it.
 */
export function namesOf(entry: EntryHead, { value }: Pick<Change, 'value'>): ChangeNames {
  const { metadata, recipient, phone_number_settings, waba_info } = (value ?? {}) as Named
  const id = text(entry.id)
  return {
    phoneNumberId:
      text(metadata?.phone_number_id) ?? text(recipient?.phone_number_id) ?? text(phone_number_settings?.phone_number_id),
    wabaId: text(waba_info?.waba_id) ?? id,
    portfolioId: text(waba_info?.owner_business_id) ?? id,
  }
}

/** When the platform dates an entry; null for those that carry no time, or one that is none. */
export function datedBy({ time }: EntryHead): PlatformTime | null {
  const seconds = Number(time)
  return time !== undefined && Number.isSafeInteger(seconds) && seconds > 0 ? platformTime(seconds * 1_000) : null
}

const text = (value: unknown): string | null => (typeof value === 'string' || typeof value === 'number' ? String(value) : null)
