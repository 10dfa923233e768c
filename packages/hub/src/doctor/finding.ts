/** What one check found: a sentence, and when something is not right, what to do about it. */
export type Finding = {
  readonly check: string
  readonly level: 'ok' | 'warn' | 'fail'
  readonly says: string
  readonly fix?: string
}

export type Findings = AsyncGenerator<Finding, void>

export const ok = (check: string, says: string): Finding => ({ check, level: 'ok', says })
export const warn = (check: string, says: string, fix: string): Finding => ({ check, level: 'warn', says, fix })
export const fail = (check: string, says: string, fix: string): Finding => ({ check, level: 'fail', says, fix })
