import { GraphFailure } from './failure.ts'

/** Graph's own refusals of a parameter, in the words it has for each kind. */

export const notOneOf = (name: string, allowed: readonly string[], got: unknown): GraphFailure =>
  new GraphFailure({
    code: 100,
    http: 400,
    message: `(#100) Param ${name} must be one of {${allowed.join(', ')}} - got "${String(got)}".`,
  })

export const tooLong = (name: string, most: number): GraphFailure =>
  new GraphFailure({ code: 100, http: 400, message: `(#100) Param ${name} must be at most ${most} characters long.` })

export const tooMany = (name: string, most: number): GraphFailure =>
  new GraphFailure({ code: 100, http: 400, message: `(#100) Param ${name} must have at most ${most} elements.` })

/** Throws unless a text has at most so many characters. */
export function checkLength(name: string, text: string, most: number): string {
  if ([...text].length > most) throw tooLong(name, most)
  return text
}
