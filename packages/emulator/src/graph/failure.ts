import { errorByCode } from '@casement/platform'

export type FailureParts = {
  code: number
  /** Replaces `(#code) title`. */
  message?: string
  details?: string
  subcode?: number
  type?: string
  http?: number
  /** Replaces the messaging `error_data`. */
  errorData?: unknown
  userTitle?: string
  userMessage?: string
  transient?: boolean
}

/** A refusal in Graph's own words. Thrown by handlers, written by the router; it is an answer and no accident. */
export class GraphFailure extends Error {
  readonly parts: FailureParts
  readonly http: number

  constructor(parts: FailureParts) {
    super(parts.message ?? `(#${parts.code}) ${titleOf(parts.code)}`)
    this.parts = parts
    this.http = parts.http ?? errorByCode(parts.code)?.http ?? 400
  }

  /** The envelope `{error: {...}}`. Messaging details come in `error_data`, as recorded. */
  body(traceId: string): { error: Record<string, unknown> } {
    const { code, details, subcode, type, errorData, userTitle, userMessage, transient } = this.parts
    const error: Record<string, unknown> = { message: this.message, type: type ?? 'OAuthException', code }
    if (errorData !== undefined) error.error_data = errorData
    else if (details !== undefined) error.error_data = { messaging_product: 'whatsapp', details }
    if (subcode !== undefined) error.error_subcode = subcode
    if (transient !== undefined) error.is_transient = transient
    if (userTitle !== undefined) error.error_user_title = userTitle
    if (userMessage !== undefined) error.error_user_msg = userMessage
    error.fbtrace_id = traceId
    return { error }
  }
}

/** Titles that Graph words in its own way whatever the catalogue calls them. */
const titles: Record<number, string> = {
  100: 'Invalid parameter',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
}

export const titleOf = (code: number): string => titles[code] ?? errorByCode(code)?.title ?? 'Something went wrong'

/** A messaging refusal: title from the catalogue, and what exactly is wrong in `error_data.details`. */
export const refuse = (code: number, details: string, http?: number): GraphFailure =>
  new GraphFailure({ code, details, ...(http === undefined ? {} : { http }) })

const verbs: Record<string, string> = { GET: 'get', POST: 'post', DELETE: 'delete', PUT: 'post', PATCH: 'post', HEAD: 'get' }

/** No such node, or not for this token: Graph does not tell which. */
export const unknownNode = (id: string, method: string): GraphFailure =>
  new GraphFailure({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    http: 400,
    message: `Unsupported ${verbs[method] ?? 'get'} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
  })

export const unknownField = (field: string, nodeType: string): GraphFailure =>
  new GraphFailure({
    code: 100,
    http: 400,
    message: `(#100) Tried accessing nonexisting field (${field}) on node type (${nodeType})`,
  })

export const missingParameter = (name: string): GraphFailure =>
  new GraphFailure({ code: 100, http: 400, message: `(#100) The parameter ${name} is required.` })

export const invalidParameter = (details: string): GraphFailure =>
  new GraphFailure({ code: 100, http: 400, message: '(#100) Invalid parameter', details })
