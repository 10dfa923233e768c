import { platformTime } from '@casement/platform'
import { consentFromPreference } from '@casement/rules'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { recordConsent } from '../contacts/record-consent.ts'
import { type Applying, CannotApply } from './change.ts'

export type PreferenceItem = {
  wa_id?: string
  user_id?: string
  detail?: string
  category?: string
  value?: string
  timestamp?: number | string
}

/** Somebody stopped or resumed marketing in WhatsApp itself. The platform enforces it, and so do we, before it has to. */
export async function applyPreference(apply: Applying, item: PreferenceItem): Promise<void> {
  const { tx, workspaceId, number } = apply
  if (!number) throw new CannotApply('The preference names no number of ours.')
  const at = platformTime(Number(item.timestamp) * 1_000)
  const identity = { portfolioId: number.portfolio_id, phone: item.wa_id, bsuid: item.user_id }
  const contact = await findOrCreateContact(tx, workspaceId, identity, { at })
  await recordConsent(apply, contact.id, consentFromPreference(item, at))
}
