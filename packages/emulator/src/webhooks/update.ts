/** One thing Meta tells: the value of one change of a webhook, before it is packed into a POST. */
export type WebhookUpdate = {
  field: string
  /** Entry id: the WABA, or the portfolio for the few fields that carry one. */
  entryId: string
  wabaId: string
  /** Set for fields whose callback a number may override. */
  numberId: string | null
  /** Unix seconds, on account and template fields. */
  time: number | null
  value: Record<string, unknown>
  /** Updates of one lane arrive in order: the customer's digits, or the field. */
  lane: string
}
