import { errorByCode } from '@casement/platform'
import { type Finding, rulebook } from '@casement/rules'
import type { Problem } from '../http/problems.ts'

export type RefusalParts = {
  code: number
  /** What exactly is wrong and what to do, for a person: `error_data.details`. */
  details?: string
  /** Replaces `(#code) title`. */
  message?: string
  /** Replaces the title of the catalogue. */
  title?: string
  subcode?: number
  type?: string
  /** Replaces the status of the catalogue. */
  http?: number
  /** Whether the same call may do better in a moment. */
  transient?: boolean
}

/** A refusal as Graph words it. Thrown below `/graph`; the error handler there writes it. */
export class GraphRefusal extends Error {
  readonly parts: RefusalParts
  readonly http: number

  constructor(parts: RefusalParts) {
    const entry = errorByCode(parts.code)
    super(parts.message ?? `(#${parts.code}) ${parts.title ?? entry?.title ?? 'Something went wrong'}`)
    this.name = 'GraphRefusal'
    this.parts = parts
    this.http = parts.http ?? entry?.http ?? 400
  }

  /** `{error: {message, type, code, error_data?, error_subcode?, is_transient?, fbtrace_id}}` */
  body(traceId: string): { error: Record<string, unknown> } {
    const { code, details, subcode, type, transient } = this.parts
    return {
      error: {
        message: this.message,
        type: type ?? 'OAuthException',
        code,
        ...(details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } }),
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...(transient === undefined ? {} : { is_transient: transient }),
        fbtrace_id: traceId,
      },
    }
  }
}

/** No such node, or not for this key: as Graph, we do not tell which. */
export const unknownNode = (id: string, method: string): GraphRefusal =>
  new GraphRefusal({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    http: 400,
    message: `Unsupported ${method === 'GET' ? 'get' : method === 'DELETE' ? 'delete' : 'post'} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
  })

/** "Permission denied": what Graph says where the platform has no code for a rule that only we know. */
const ONLY_OURS = 10
/** What the platform tells apart where our rulebook has one rule, "the message is not right": by what was found in it. */
const codesOfFindings: Readonly<Record<string, number>> = {
  'content.type': 131051,
  'content.required': 131008,
  'media.source': 131008,
  'parameters.count': 132000,
  'parameters.length': 132005,
  'parameters.type': 132012,
  'parameters.name': 132012,
  'parameters.header': 132012,
  'parameters.characters': 132018,
  'parameters.button.missing': 131008,
  'parameters.empty': 131008,
}
const codes = new Map<string, number | null>(rulebook.map(({ id, code }) => [id, code]))

/** The platform's code for one of our rules. */
export const codeOfRule = (rule: string | null | undefined): number | null => (rule ? (codes.get(rule) ?? null) : null)

/** A decision or an end that names a rule, told in the platform's terms: its code, our reason and our remedy. */
export const refusalOfRule = ({
  rule,
  because,
  remedy,
  findings = [],
  otherwise = ONLY_OURS,
}: {
  rule: string | null | undefined
  because: string
  remedy?: string | undefined
  findings?: readonly Finding[]
  /** The code for a rule that the platform does not have. */
  otherwise?: number
}): GraphRefusal => {
  const found = rule === 'content.invalid' ? findings.find(({ severity }) => severity === 'error') : undefined
  // A kind of interactive message that nobody knows is a wrong value; only a type is one that is not supported.
  const ofFinding = found?.path === 'interactive.type' ? undefined : codesOfFindings[found?.rule ?? '']
  const code = ofFinding ?? codeOfRule(rule) ?? otherwise
  return new GraphRefusal({ code, details: [because, remedy].filter(Boolean).join(' ') })
}

/** Any problem of the hub's in Graph's envelope. */
export function refusalOfProblem(found: Problem): GraphRefusal {
  const details = found.message
  switch (found.id) {
    case 'signed-out':
      return new GraphRefusal({ code: 190, title: 'Invalid OAuth access token', details })
    case 'forbidden':
    case 'foreign-origin':
      return new GraphRefusal({ code: 200, details })
    case 'too-many-requests':
      return new GraphRefusal({ code: 4, details, transient: true })
    case 'in-progress':
      return new GraphRefusal({ code: 2, http: 409, details, transient: true })
    case 'unavailable':
    case 'upstream':
      return new GraphRefusal({ code: 2, details, transient: true })
    case 'internal':
      return new GraphRefusal({ code: 131000, details })
    case 'idempotency-key-reused':
      return new GraphRefusal({ code: 100, http: 422, details })
    case 'content-invalid':
      return new GraphRefusal({ code: codeOfRule(found.extras.findings?.[0]?.rule) ?? 131009, details })
    default:
      return new GraphRefusal({ code: 100, details })
  }
}
