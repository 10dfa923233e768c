import * as z from 'zod/v4/core'

type Shape = Readonly<Record<string, z.$ZodType>>
type Joined<Needed extends Shape, Optional extends Shape> = {
  [K in keyof Needed | keyof Optional]: K extends keyof Optional
    ? z.$ZodOptional<Optional[K]>
    : K extends keyof Needed
      ? Needed[K]
      : never
}
type Open<S extends z.$ZodLooseShape> = z.$ZodObject<S, z.$strip>

/**
 * An object whose known fields are checked and whose unknown ones pass untouched: Meta adds fields weekly. The first are needed, the
 * second may be absent. Its type names only the known fields, so that a misspelt one does not compile.
 */
export const open = <const Needed extends Shape, const Optional extends Shape = Record<never, never>>(
  needed: Needed,
  optional?: Optional,
): Open<Joined<Needed, Optional>> => {
  const shape: Record<string, z.$ZodType> = { ...needed }
  for (const name in optional) shape[name] = new z.$ZodOptional({ type: 'optional', innerType: optional[name] as z.$ZodType })
  return new z.$ZodObject({ type: 'object', shape, catchall: anything }) as unknown as Open<Joined<Needed, Optional>>
}

/** The same with no field that is needed. */
export const sparse = <const Optional extends Shape>(optional: Optional) => open({}, optional)

export const text = /* @__PURE__ */ new z.$ZodString({ type: 'string' })
export const number = /* @__PURE__ */ new z.$ZodNumber({ type: 'number' })
export const boolean = /* @__PURE__ */ new z.$ZodBoolean({ type: 'boolean' })
export const anything = /* @__PURE__ */ new z.$ZodUnknown({ type: 'unknown' })
export const orNull = <S extends z.$ZodType>(innerType: S) =>
  new z.$ZodNullable({ type: 'nullable', innerType }) as z.$ZodNullable<S>
export const list = <S extends z.$ZodType>(element: S) => new z.$ZodArray({ type: 'array', element }) as z.$ZodArray<S>
export const either = <const S extends readonly z.$ZodType[]>(...options: S) =>
  new z.$ZodUnion({ type: 'union', options }) as z.$ZodUnion<S>
export const exactly = <const W extends string>(only: W) =>
  new z.$ZodLiteral({ type: 'literal', values: [only] }) as unknown as z.$ZodLiteral<W>

/** A word from a list that may grow: any text passes, the type offers the known ones. `word<'PAUSED' | 'APPROVED'>()`. */
export const word = <W extends string>() => text as unknown as z.$ZodType<W | (string & {}), W | (string & {})>

/** Graph takes and gives numbers as strings and the reverse. */
export const numeric = /* @__PURE__ */ either(number, text)
export const flag = /* @__PURE__ */ either(boolean, text)

/** Refuses an object whose `type` names a field that is not there: `{type: 'text'}` needs `text`. */
export const needingItsContent = <S extends z.$ZodType<object>>(
  schema: S,
  types: readonly string[],
  typeWhenAbsent?: string,
): S => {
  const check = (payload: z.ParsePayload<object>): void => {
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
  const checks = [{ _zod: { check, def: { check: 'custom' }, onattach: [] } }]
  return z.clone(schema, { ...schema._zod.def, checks } as unknown as S['_zod']['def'])
}
