/** What samples take from the world, so that they fit it. */
export type SampleFacts = {
  /** Seconds. */
  at: number
  timestamp: string
  wabaId: string
  portfolioId: string
  appId: string
  numberId: string
  display: string
  userId: string
  template: { message_template_id: number; message_template_name: string; message_template_language: string }
}
/** The values of one field by name. The first is the one that is shown when none is asked for. */
export type FieldSamples = Record<string, Record<string, unknown>>

export const SAMPLE_CUSTOMER = '447700900456'
export const SAMPLE_OTHER = '447700900457'

export const metadataOf = (facts: SampleFacts) => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: facts.display, phone_number_id: facts.numberId },
})
export const contactsOf = (facts: SampleFacts) => ({
  contacts: [{ profile: { name: 'Maja Lindqvist' }, wa_id: SAMPLE_CUSTOMER, user_id: facts.userId }],
})
