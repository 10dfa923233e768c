/**
 * Every kind of problem the API answers with (RFC 9457), by its id. The `type` of an answer is `urn:casement:problem:<id>`.
 */
export const problemTypes = {
  unreadable: { status: 400, title: 'The request cannot be read' },
  invalid: { status: 400, title: 'The request is not right' },
  'signed-out': { status: 401, title: 'Not signed in' },
  'signature-wrong': { status: 401, title: 'The signature is not right' },
  forbidden: { status: 403, title: 'Not allowed' },
  'foreign-origin': { status: 403, title: 'The request comes from another site' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This address takes another method' },
  conflict: { status: 409, title: 'Something else is in the way' },
  'in-progress': { status: 409, title: 'The first request is still being worked on' },
  gone: { status: 410, title: 'No longer there' },
  'too-large': { status: 413, title: 'The request is too large' },
  'media-type': { status: 415, title: 'This content type is not understood' },
  refused: { status: 422, title: 'Refused by a rule' },
  'content-invalid': { status: 422, title: 'The content is not right' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong here' },
  upstream: { status: 502, title: 'The platform did not answer rightly' },
  unavailable: { status: 503, title: 'Not available right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemId = keyof typeof problemTypes

/** One thing wrong with what was sent: where, what holds, what was given, and how to mend it. */
export type ProblemFinding = {
  readonly rule: string
  readonly severity: 'error' | 'warning'
  readonly path: string
  readonly limit?: unknown
  readonly actual?: unknown
  readonly fix: string
}

export type ProblemExtras = {
  readonly rule?: string
  readonly because?: string
  readonly remedy?: string
  readonly findings?: readonly ProblemFinding[]
  /** Further members of the answer, such as `decision`. */
  readonly more?: Readonly<Record<string, unknown>>
  /** Headers of the answer, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

export type ProblemBody = {
  type: string
  title: string
  status: number
  detail: string
  rule?: string
  because?: string
  remedy?: string
  findings?: readonly ProblemFinding[]
  requestId?: string
  [more: string]: unknown
}

export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8'

/** An answer that is an error. Throw it anywhere below a route; the error handler writes it. */
export class Problem extends Error {
  readonly id: ProblemId
  readonly status: number
  readonly extras: ProblemExtras

  constructor(id: ProblemId, detail: string, extras: ProblemExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause })
    this.name = 'Problem'
    this.id = id
    this.status = problemTypes[id].status
    this.extras = extras
  }

  /** The answer's body. */
  body(requestId?: string): ProblemBody {
    const { rule, because, remedy, findings, more } = this.extras
    return {
      type: `urn:casement:problem:${this.id}`,
      title: problemTypes[this.id].title,
      status: this.status,
      detail: this.message,
      ...(rule !== undefined && { rule }),
      ...(because !== undefined && { because }),
      ...(remedy !== undefined && { remedy }),
      ...(findings !== undefined && { findings }),
      ...more,
      ...(requestId !== undefined && { requestId }),
    }
  }
}

/** `throw problem('not-found', 'There is no thread abc in this workspace.')` */
export const problem = (id: ProblemId, detail: string, extras?: ProblemExtras): Problem => new Problem(id, detail, extras)
