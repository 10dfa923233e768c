import { templateLimits } from '@casement/platform'
import { limitText } from '../content/fields.ts'
import { itemsOf, type Json, objectOf, textIn, textOf } from '../content/json.ts'
import { sampleFor, upper } from './components.ts'
import { type LintPlace, needText } from './lint-findings.ts'
import { variablesIn } from './variables.ts'

const FILES: ReadonlySet<string> = new Set(['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF'])

/** A header: text with at most one variable, a file with its sample, or a place or product given at every send. */
export function lintHeader(header: Json, path: string, place: LintPlace): void {
  const { found } = place
  const format = upper(header.format)
  if (format === 'TEXT') {
    const text = needText(found, header.text, `${path}.text`, 'the header')
    if (text === undefined) return
    limitText(found, 'template.header.length', text, templateLimits.header.text.value, `${path}.text`, 'the header')
    if (text.includes('\n')) found.add('template.header.line', `${path}.text`, 'Write the header in one line.')
    if (/[*_~`]/.test(text.replace(/\{\{[^}]*\}\}/g, '')))
      found.add(
        'template.header.marks',
        `${path}.text`,
        'Take out stars, underscores, tildes and backticks: a header has no formatting.',
      )
    const max = templateLimits.header.variables.value
    const count = variablesIn(text).length
    if (count > max) found.add('template.header.variables', `${path}.text`, `Keep ${max} variable in the header.`, max, count)
    lintVariables('header', text, header.example, path, place)
  } else if (FILES.has(format)) {
    if (textIn(itemsOf(objectOf(header.example).header_handle)[0]) === undefined)
      found.add(
        'template.header.sample',
        `${path}.example.header_handle`,
        'Upload a sample, so that reviewers see what you mean.',
      )
    if (format === 'GIF')
      found.add('template.header.gif', `${path}.format`, 'Send it by the Marketing Messages API, or use a video.')
  } else if (format !== 'LOCATION' && format !== 'PRODUCT')
    found.add(
      'template.header.format',
      `${path}.format`,
      'Use TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION.',
      'TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION',
      format || 'nothing',
    )
}

/** A body: long enough for its variables and not longer than it may be. */
export function lintBody(body: Json, path: string, place: LintPlace): void {
  const { found } = place
  const text = needText(found, body.text, `${path}.text`, 'the body')
  if (text === undefined) return
  limitText(found, 'template.body.length', text, place.maxBody, `${path}.text`, 'the body')
  const emoji = text.match(/\p{RGI_Emoji}/gv)?.length ?? 0
  const most = templateLimits.body.emojis.value
  if (emoji > most) found.add('template.emoji', `${path}.text`, `Keep ${most} emoji or fewer.`, most, emoji)
  lintVariables('body', text, body.example, path, place)
  lintEdges(text, path, place)
}

export function lintFooter(footer: Json, path: string, place: LintPlace): void {
  const { found } = place
  const text = needText(found, footer.text, `${path}.text`, 'the footer')
  if (text === undefined) return
  limitText(found, 'template.footer.length', text, templateLimits.footer.text.value, `${path}.text`, 'the footer')
  if (variablesIn(text).length > 0)
    found.add(
      'template.footer.variables',
      `${path}.text`,
      'Move the variable into the body: a footer is fixed.',
      0,
      variablesIn(text).length,
    )
}

/** Form, order and samples of the variables of one text. */
function lintVariables(part: 'header' | 'body', text: string, example: unknown, path: string, place: LintPlace): void {
  const { found } = place
  const variables = variablesIn(text)
  let rest = text
  for (const { start, end } of [...variables].reverse()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`
  if (rest.includes('{{') || rest.includes('}}') || /\{\d+\}/.test(rest))
    found.add('template.variable.form', `${path}.text`, 'Write each variable with two braces on both sides, such as {{1}}.')
  const seen = new Set<string>()
  for (const { name } of variables) {
    if (seen.has(name)) {
      if (place.named) found.add('template.variable.unique', `${path}.text`, `Use {{${name}}} once in this text.`, 1, name)
      continue
    }
    const order = seen.size
    seen.add(name)
    if (!isWellFormed(name, place.named)) {
      found.add(
        'template.variable.form',
        `${path}.text`,
        adviceOnForm(name, place.named),
        place.named ? 'names' : 'numbers',
        name,
      )
      continue
    }
    if (sampleFor(example, part, name, order) === undefined)
      found.add('template.variable.sample', `${path}.example`, `Add a sample for {{${name}}}.`, 'a sample', name)
  }
  if (place.named) return
  // A translation may need them in another order; what counts is that none is left out.
  const numbers = [...seen]
    .filter((name) => isWellFormed(name, false))
    .map(Number)
    .sort((a, b) => a - b)
  const gap = numbers.findIndex((number, at) => number !== at + 1)
  if (gap !== -1)
    found.add(
      'template.variable.order',
      `${path}.text`,
      `Number the variables without a gap: {{${numbers[gap]}}} should be {{${gap + 1}}}.`,
      gap + 1,
      numbers[gap] ?? 0,
    )
}

const isWellFormed = (name: string, named: boolean): boolean => (named ? /^[a-z_][a-z0-9_]*$/ : /^[1-9]\d*$/).test(name)

function adviceOnForm(name: string, named: boolean): string {
  if (named) return 'Name it with lower-case letters, digits and underscores, such as {{first_name}}.'
  return /^[a-z_]+$/.test(name)
    ? 'Set parameter_format to NAMED, or number the variables: {{1}}, {{2}}.'
    : 'Number the variables: {{1}}, {{2}}, without other characters.'
}

/** Words at both ends and between variables, and enough of them. */
function lintEdges(text: string, path: string, place: LintPlace): void {
  const { found } = place
  const variables = variablesIn(text)
  const first = variables[0]
  const last = variables.at(-1)
  if (first === undefined || last === undefined) return
  if (text.slice(0, first.start).trim() === '' || text.slice(last.end).trim() === '')
    found.add('template.variable.edge', `${path}.text`, 'Put words before the first and after the last variable.')
  for (let at = 1; at < variables.length; at++) {
    const before = variables[at - 1]
    const variable = variables[at]
    if (before !== undefined && variable !== undefined && text.slice(before.end, variable.start).trim() === '')
      found.add('template.variable.adjacent', `${path}.text`, `Put words between {{${before.name}}} and {{${variable.name}}}.`)
  }
  const count = new Set(variables.map((one) => one.name)).size
  const needed = templateLimits.body.wordsPerVariable.value * count + 1
  const words = fixedWords(text)
  if (words < needed)
    found.add(
      'template.variable.ratio',
      `${path}.text`,
      `Write more around the variables, or use fewer: ${count} of them ${count === 1 ? 'wants' : 'want'} ${needed} words, not ${words}.`,
      needed,
      words,
    )
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Words that are no variables. Scripts that write without blanks are counted as two letters a word. */
export function fixedWords(text: string): number {
  let rest = text
  for (const { start, end } of [...variablesIn(text)].reverse()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`
  let words = 0
  for (const part of rest.split(/\s+/)) {
    if (!/[\p{L}\p{N}]/u.test(part)) continue
    words += UNSPACED.test(part) ? Math.ceil([...part].length / 2) : 1
  }
  return words
}

export const partText = (component: Json | undefined): string => textOf(component?.text)
