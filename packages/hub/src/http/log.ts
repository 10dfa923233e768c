import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config/config.ts'

/** Members whose values never reach a log, wherever they stand up to three levels deep. */
const secretNames = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'secretKey',
  'token',
  'accessToken',
  'access_token',
  'appSecret',
  'app_secret',
  'verifyToken',
  'verify_token',
  'apiKey',
  'api_key',
  'firstApiKey',
  'smtpUrl',
  'databaseUrl',
  'tokenSealed',
  'signInLink',
]
const redact = ['', '*', '*.*'].flatMap((prefix) => secretNames.map((name) => `${prefix}["${name}"]`))

const secretParameters = /([?&](?:token|access_token|input_token|hub\.verify_token|key|code|sig|word)=)[^&#]*/gi

/** An address as it may be logged: the values of parameters that open doors are left out. */
export const loggableUrl = (url: string): string => url.replace(secretParameters, '$1[hidden]')

/** The hub's log: JSON lines, without secrets. Hand it to everything by name. */
export function createLog({ level }: { level: Config['logLevel'] }, stream?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: redact, censor: '[hidden]' },
    serializers: {
      req: (request: { method?: string; url?: string; ip?: string }) => ({
        method: request.method,
        url: loggableUrl(request.url ?? ''),
        ip: request.ip,
      }),
      res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
      err: loggableError,
    },
  }
  return stream ? pino(options, stream) : pino(options)
}

/** A PostgreSQL error's `detail` and `where` repeat row contents, so only what names the fault is kept. */
function loggableError(error: Error & { code?: string; statusCode?: number }): Record<string, unknown> {
  return {
    type: error.name,
    message: loggableUrl(error.message),
    ...(error.code !== undefined && { code: error.code }),
    ...(error.stack !== undefined && { stack: loggableUrl(error.stack) }),
    ...(error.cause instanceof Error && { cause: loggableError(error.cause) }),
  }
}
