import type { Span } from './rendered.ts'

export type Variable = { readonly name: string; readonly start: number; readonly end: number }

/**
 * The placeholders of a template text, left to right: `{{1}}`, `{{first_name}}`. Blanks inside the braces are tolerated and
 * trimmed, whatever else stands there is the name (the lint judges it). One pass, no expression that could backtrack.
 */
export function variablesIn(text: string): readonly Variable[] {
  let found: Variable[] | undefined
  for (let start = text.indexOf('{{'); start !== -1; start = text.indexOf('{{', start)) {
    const close = text.indexOf('}}', start + 2)
    if (close === -1) break
    // `{{{1}}}` and `{{ {{1}}` belong to the innermost braces.
    const open = text.lastIndexOf('{{', close - 2)
    const from = Math.max(open, start)
    found ??= []
    found.push({ name: text.slice(from + 2, close).trim(), start: from, end: close + 2 })
    start = close + 2
  }
  return found ?? NONE
}
const NONE: readonly Variable[] = Object.freeze([])

/** Names in order of first appearance, each once. */
export const variableNames = (text: string): readonly string[] => [...new Set(variablesIn(text).map((one) => one.name))]

export type Hole = { readonly end: number; readonly span: Extract<Span, { kind: 'variable' }> }
export type Filled = { readonly text: string; readonly holes: ReadonlyMap<number, Hole> }

/** What stands in for one variable: its value, or, without one, the sample or the placeholder itself. */
export type Value = { readonly value: string } | { readonly sample: string } | undefined

/** Puts values in the place of variables. What has no value stays as a hole at its position, for a chip to be drawn. */
export function fillVariables(text: string, valueFor: (name: string, order: number) => Value): Filled {
  const variables = variablesIn(text)
  if (variables.length === 0) return { text, holes: NO_HOLES }
  const holes = new Map<number, Hole>()
  const order = new Map<string, number>()
  let filled = ''
  let from = 0
  for (const { name, start, end } of variables) {
    filled += text.slice(from, start)
    if (!order.has(name)) order.set(name, order.size)
    const known = valueFor(name, order.get(name) ?? 0)
    if (known !== undefined && 'value' in known) filled += known.value
    else {
      // A chip stands in one line, whatever the sample holds.
      const shown = (known?.sample ?? `{{${name}}}`).replaceAll('\n', ' ')
      holes.set(filled.length, {
        end: filled.length + shown.length,
        span: { kind: 'variable', name, text: shown, sample: known !== undefined },
      })
      filled += shown
    }
    from = end
  }
  return { text: filled + text.slice(from), holes }
}
const NO_HOLES: ReadonlyMap<number, Hole> = new Map()
