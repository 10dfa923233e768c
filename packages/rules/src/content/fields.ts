import type { Finding } from '../decision.ts'
import { parseMarks } from '../template/marks.ts'
import type { Span } from '../template/rendered.ts'
import type { Repair } from '../template/stop.ts'
import { Findings, grouped } from './findings.ts'
import type { ContentRuleId } from './rules.ts'
import { contentWarnings } from './warnings.ts'

/** A finding that may carry the change that puts it right. */
export type ContentFinding = Finding & { readonly repair?: Repair }
export type ContentFindings = Findings<ContentRuleId, ContentFinding>
export const newFindings = (): ContentFindings => new Findings<ContentRuleId, ContentFinding>(contentWarnings)

/**
 * The length that limits are held against. Meta does not say whether it counts code points or UTF-16 units; the larger of the two,
 * always the units, can never be too long for either.
 */
export const lengthOf = (text: string): number => text.length

/** A text that must be there and say something. Answers with it, or with undefined when that was reported. */
export function requireText(found: ContentFindings, value: unknown, path: string, what: string): string | undefined {
  if (typeof value === 'string') {
    if (value.trim() !== '') return value
    found.add('content.required', path, `Write ${what}.`)
  } else if (value === undefined || value === null) found.add('content.required', path, `Add ${what}.`)
  else found.add('content.value', path, `Write ${what} as text.`, 'text', kindOf(value))
  return undefined
}

/** A text that may be absent. */
export function optionalText(found: ContentFindings, value: unknown, path: string, what: string): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  found.add('content.value', path, `Write ${what} as text.`, 'text', kindOf(value))
  return undefined
}

export function limitText<Id extends string>(
  found: Findings<Id, ContentFinding>,
  rule: NoInfer<Id>,
  text: string | undefined,
  max: number,
  path: string,
  what: string,
): void {
  if (text === undefined || lengthOf(text) <= max) return
  found.add(rule, path, `Shorten ${what} to ${grouped(max)} characters; it has ${grouped(lengthOf(text))}.`, max, lengthOf(text))
}

/** A number of things between a least and a most. */
export function limitCount<Id extends string>(
  found: Findings<Id, ContentFinding>,
  rule: NoInfer<Id>,
  count: number,
  min: number,
  max: number,
  path: string,
  what: string,
): void {
  if (count < min) found.add(rule, path, `Add ${what}: at least ${grouped(min)}.`, min, count)
  else if (count > max)
    found.add(rule, path, `Keep ${grouped(max)} ${what} and drop the rest; there are ${grouped(count)}.`, max, count)
}

/** Marks that would be read as stars and dashes. */
export function warnOfMarks(found: ContentFindings, text: string | undefined, path: string, where: string): void {
  if (text !== undefined && hasMarks(text))
    found.add('interactive.marks', path, `Take out the formatting marks: ${where} shows them as they are written.`)
}

/** Whether phones would format part of the text. */
export const hasMarks = (text: string): boolean => /[*_~`]/.test(text) && parseMarks(text).some(isMark)
const isMark = (span: Span): boolean =>
  span.kind === 'bold' || span.kind === 'italic' || span.kind === 'strike' || span.kind === 'code' || span.kind === 'mono'

/** `http` or `https`, a host, and no blank anywhere. */
export const isWebAddress = (text: string): boolean => /^https?:\/\/[^\s/?#]+(?:[/?#]\S*)?$/i.test(text)

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return Array.isArray(value) ? 'list' : typeof value
}
