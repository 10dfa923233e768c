import { type ContentFindings, limitText, requireText, warnOfMarks } from '../fields.ts'

/** The label of a button: there, short enough, without marks. */
export function checkLabel(found: ContentFindings, value: unknown, max: number, path: string): string | undefined {
  const label = requireText(found, value, path, 'the label of the button')
  limitText(found, 'interactive.label.length', label, max, path, 'the label')
  warnOfMarks(found, label, path, 'a button')
  return label
}
