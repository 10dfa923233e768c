import * as z from 'zod/mini'

/**
 * An object whose known fields are checked and whose unknown ones pass untouched: Meta adds fields weekly. Its type names only the
 * known fields, so that a misspelt one does not compile.
 */
export const open = <const S extends z.core.$ZodLooseShape>(shape: S): z.ZodMiniObject<S, z.core.$strip> =>
  z.looseObject(shape) as unknown as z.ZodMiniObject<S, z.core.$strip>

/** A word from a list that may grow: any text passes, the type offers the known ones. `word<'PAUSED' | 'APPROVED'>()`. */
export const word = <W extends string>() => z.string() as unknown as z.ZodMiniType<W | (string & {}), W | (string & {})>

/** Graph takes and gives numbers as strings and the reverse. */
export const numeric = z.union([z.number(), z.string()])
export const flag = z.union([z.boolean(), z.string()])
export const text = z.string()
export const maybe = z.optional
export const list = z.array
export const anything = z.unknown()

/** Refuses an object whose `type` names a field that is not there: `{type: 'text'}` needs `text`. */
export const needsItsContent =
  (types: readonly string[], typeWhenAbsent?: string) =>
  (payload: z.core.ParsePayload<object>): void => {
    const value = payload.value as Record<string, unknown>
    const type = typeof value.type === 'string' ? value.type : value.type === undefined ? typeWhenAbsent : undefined
    if (type === undefined || !types.includes(type) || value[type] !== undefined) return
    payload.issues.push({
      code: 'custom',
      input: value,
      path: [type],
      message: `A message of type ${type} needs the field ${type}.`,
    })
  }
