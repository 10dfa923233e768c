import type { Finding } from '../decision.ts'

const NONE: readonly never[] = Object.freeze([])

/**
 * Gathers what was found, in the order of reading. Finding nothing allocates nothing beyond this object: paths and sentences are
 * written only when there is something to say.
 */
export class Findings<Id extends string, F extends Finding = Finding> {
  readonly #warnings: ReadonlySet<string>
  #list: F[] | undefined

  /** `warnings`: the ids of the rules that only advise. */
  constructor(warnings: ReadonlySet<string>) {
    this.#warnings = warnings
  }

  get all(): readonly F[] {
    return this.#list ?? NONE
  }

  /** `path` in Meta's field names, `fix` a sentence that says what to do. */
  add(
    rule: Id,
    path: string,
    fix: string,
    limit?: number | string,
    actual?: number | string,
    more?: Omit<F, keyof Finding>,
  ): void {
    this.#list ??= []
    this.#list.push({
      rule,
      severity: this.#warnings.has(rule) ? 'warning' : 'error',
      path,
      ...(limit !== undefined && { limit }),
      ...(actual !== undefined && { actual }),
      fix,
      ...more,
    } as unknown as F)
  }
}

/** 4096 as `4,096`, the same in every locale. */
export function grouped(n: number): string {
  const digits = String(n)
  let out = ''
  for (let at = 0; at < digits.length; at++) {
    if (at > 0 && (digits.length - at) % 3 === 0 && digits[at - 1] !== '-') out += ','
    out += digits[at]
  }
  return out
}
