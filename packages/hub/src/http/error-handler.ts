import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { isTooSlow } from '../database/database.ts'
import type { App } from './fastify-app.ts'
import { PROBLEM_CONTENT_TYPE, Problem, problem } from './problems.ts'
import { validationFindings } from './validation-findings.ts'

/** Makes every error of every route one `application/problem+json` answer. What we did not foresee is logged, never shown. */
export function handleErrors(app: App): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const found = asProblem(error, request)
    if (found.id === 'internal') request.log.error({ err: error }, 'a request failed')
    else if (found.status >= 500) request.log.warn({ err: error }, found.message)
    return sendProblem(reply, found)
  })
}

export function sendProblem(reply: FastifyReply, found: Problem): FastifyReply {
  for (const [name, value] of Object.entries(found.extras.headers ?? {})) reply.header(name, value)
  // Serialised here, because a route's own response schema for this status may describe another shape.
  return reply
    .code(found.status)
    .type(PROBLEM_CONTENT_TYPE)
    .serializer((body: unknown) => String(body))
    .send(JSON.stringify(found.body(reply.request.id)))
}

/** What an error means to the one who asked. */
export function asProblem(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error as FastifyError, request)
  return (
    foreseen(error) ?? problem('internal', `Try again; if it stays, look for request ${request.id} in the log.`, { cause: error })
  )
}

const parts: Record<string, { name: string; value: (request: FastifyRequest) => unknown }> = {
  body: { name: 'the body', value: (request) => request.body },
  querystring: { name: 'the query', value: (request) => request.query },
  params: { name: 'the address', value: (request) => request.params },
  headers: { name: 'the headers', value: (request) => request.headers },
}

function invalid(error: FastifyError, request: FastifyRequest): Problem {
  const part = parts[error.validationContext ?? 'body']
  const findings = validationFindings(error.validation ?? [], part?.value(request))
  const [first] = findings
  const others = findings.length > 1 ? ` ${findings.length - 1} more under findings.` : ''
  const id = error.validationContext === 'body' && request.body !== undefined ? 'content-invalid' : 'invalid'
  return problem(id, `In ${part?.name ?? 'the request'}: ${first?.fix ?? 'something is not right.'}${others}`, { findings })
}

/** Errors of the framework and the database that have a plain meaning. */
function foreseen(error: FastifyError): Problem | null {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return problem('unreadable', 'The body is not JSON: check quotes, commas and braces, and send UTF-8.')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return problem('unreadable', 'The body is empty: send JSON, or leave out the content-type header.')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return problem('unreadable', 'The body does not have the length that content-length says: send it again, whole.')
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return problem('too-large', 'The body is larger than this address takes: send less in one request.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem('media-type', 'This address takes JSON: send content-type application/json.')
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return problem('unreadable', 'The address is not a valid URL: encode special characters with %.')
  }
  if (isSyntax(error)) return problem('unreadable', 'The body is not JSON: check quotes, commas and braces, and send UTF-8.')
  if (isUnstorable(error)) {
    return problem(
      'content-invalid',
      'The request holds a character that no text can keep (U+0000, or half of a pair): remove it.',
      { cause: error },
    )
  }
  if (isTooSlow(error))
    return problem('unavailable', 'There is too much to count right now: ask again in a while.', { cause: error })
  if (isDatabaseAway(error)) {
    return problem('unavailable', 'The database does not answer: try again in a moment.', { headers: retrySoon, cause: error })
  }
  if (connectionCodes.has(error.code ?? '')) {
    return problem('unavailable', 'A server that this needs does not answer: try again in a moment.', {
      headers: retrySoon,
      cause: error,
    })
  }
  return null
}

const retrySoon = { 'retry-after': '1' }

const isSyntax = (error: FastifyError) => error instanceof SyntaxError && error.statusCode === 400

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH'])

/** PostgreSQL keeps every character but NUL, and in JSON no lone surrogate. */
const isUnstorable = (error: FastifyError): boolean =>
  error.code === '22021' || error.code === '22P05' || (error.code === '22P02' && /\bjson\b/.test(error.message))

/** SQLSTATE class 08 is a broken connection, 57P0x a server that stops or starts, 53300 one that is full. */
const isDatabaseAway = (error: FastifyError): boolean =>
  /^(08...|57P0.|53300)$/.test(error.code ?? '') ||
  /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
