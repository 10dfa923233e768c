import type { Finding } from '@casement/rules'

/** The body of a refusal, as the hub writes it (`application/problem+json`). */
export type ProblemBody = {
  readonly type?: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly rule?: string
  readonly because?: string
  readonly remedy?: string
  readonly findings?: readonly Finding[]
}

/** The hub answered, and the answer was no. `because` and `remedy` are sentences meant for people. */
export class Problem extends Error {
  readonly body: ProblemBody
  constructor(body: ProblemBody) {
    super(body.because ?? body.detail ?? body.title)
    this.name = 'Problem'
    this.body = body
  }
  get status(): number {
    return this.body.status
  }
}

/** Nobody answered: no network, or the hub is down. What was asked may or may not have happened. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('The hub does not answer.', { cause })
    this.name = 'Unreachable'
  }
}

export const isSignedOut = (error: unknown): boolean => error instanceof Problem && error.status === 401
