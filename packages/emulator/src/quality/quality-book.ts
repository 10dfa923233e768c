import { HOUR } from '@casement/platform'

export type Complaint = 'block' | 'report' | 'mute'

/** How much a complaint weighs. Invented: Meta publishes none. */
const weights: Record<Complaint, number> = { block: 1, report: 1, mute: 0.3 }

type Hour = { delivered: number; read: number; replied: number; negative: number }

/** Deliveries and what people made of them, by the hour, for numbers and templates. Follows from messages and complaints. */
export class QualityBook {
  readonly #hours = new Map<string, Map<number, Hour>>()

  clear(): void {
    this.#hours.clear()
  }

  delivered(numberId: string, templateId: string, at: number): void {
    this.#hour(numberId, at).delivered++
    this.#hour(templateId, at).delivered++
  }

  read(numberId: string, templateId: string, at: number): void {
    this.#hour(numberId, at).read++
    this.#hour(templateId, at).read++
  }

  replied(templateId: string, at: number): void {
    this.#hour(templateId, at).replied++
  }

  complained(numberId: string, templateId: string | null, kind: Complaint, at: number): void {
    this.#hour(numberId, at).negative += weights[kind]
    if (templateId !== null) this.#hour(templateId, at).negative += weights[kind]
  }

  /** Sums over the days before `now`, newer hours weighing more; `since` leaves out what was before a reset. */
  weighted(
    id: string,
    now: number,
    days: number,
    halfLifeDays: number,
    since = 0,
  ): { delivered: number; negative: number; share: number } {
    const hours = this.#hours.get(id)
    const sums = { delivered: 0, negative: 0, share: 0 }
    if (!hours) return sums
    let weightedDeliveries = 0
    let weightedNegative = 0
    for (const [hour, counts] of hours) {
      const age = now - hour * HOUR
      if (age > days * 24 * HOUR + HOUR) {
        hours.delete(hour)
        continue
      }
      if ((hour + 1) * HOUR <= since) continue
      const weight = 0.5 ** (Math.max(0, age) / (halfLifeDays * 24 * HOUR))
      sums.delivered += counts.delivered
      sums.negative += counts.negative
      weightedDeliveries += counts.delivered * weight
      weightedNegative += counts.negative * weight
    }
    sums.share = weightedDeliveries === 0 ? 0 : weightedNegative / weightedDeliveries
    return sums
  }

  ids(): IterableIterator<string> {
    return this.#hours.keys()
  }

  #hour(id: string, at: number): Hour {
    let hours = this.#hours.get(id)
    if (!hours) {
      hours = new Map()
      this.#hours.set(id, hours)
    }
    const key = Math.floor(at / HOUR)
    let hour = hours.get(key)
    if (!hour) {
      hour = { delivered: 0, read: 0, replied: 0, negative: 0 }
      hours.set(key, hour)
    }
    return hour
  }
}
