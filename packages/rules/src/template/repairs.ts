import type { ContentFinding } from '../content/fields.ts'
import { itemsOf, objectIn, objectOf, textIn, textOf } from '../content/json.ts'
import { componentOf, isNamed, type TemplateInput, upper } from './components.ts'
import { valueAt, withValueAt } from './edit-components.ts'
import { promotionWords } from './promotion-words.ts'
import { sampleForVariable, withSample } from './sample-for-variable.ts'
import type { Repair } from './stop.ts'
import { variableNames, variablesIn } from './variables.ts'

export type RepairContext = { readonly others?: readonly TemplateInput[] }
type Maker = (template: TemplateInput, finding: ContentFinding, context: RepairContext) => Repair | undefined

/** The change that puts a finding right, where one can be made without knowing what the author means; undefined otherwise. */
export function repairOf(template: TemplateInput, finding: ContentFinding, context: RepairContext = {}): Repair | undefined {
  if (finding.repair !== undefined) return finding.repair
  return Object.hasOwn(MAKERS, finding.rule) ? MAKERS[finding.rule]?.(template, finding, context) : undefined
}

const MARKS = /[*_~`]/g

const rewrite =
  (change: (text: string, finding: ContentFinding) => string): Maker =>
  ({ components }, finding) => {
    const text = valueAt(components, finding.path)
    if (typeof text !== 'string') return undefined
    const better = change(text, finding)
    if (better === '' || better === text) return undefined
    return { title: `Use “${better}”`, components: withValueAt(components, finding.path, better) }
  }

const shorten = rewrite((text, { limit }) => {
  const most = Number(limit)
  if (text.length <= most) return text
  const cut = text.slice(0, most + 1)
  const atWord = cut.replace(/[\s,;:–—-]+\S*$/u, '')
  return (atWord === cut || atWord === '' ? text.slice(0, most) : atWord).replace(/\{\{[^}]*$/, '').trim()
})

const takeOut =
  (what: (finding: ContentFinding) => string): Maker =>
  ({ components }, finding) => {
    const type = what(finding)
    const kept = itemsOf(components).filter((one) => upper(objectOf(one).type) !== type)
    if (kept.length === itemsOf(components).length) return undefined
    return { title: `Take the ${type.toLowerCase()} out`, components: kept }
  }

const outside = (text: string, change: (words: string) => string): string =>
  text
    .split(/(\{\{[^}]*\}\})/)
    .map((piece, index) => (index % 2 === 1 ? piece : change(piece)))
    .join('')

const MAKERS: Readonly<Record<string, Maker>> = {
  'template.name': ({ components }, { fix }) => {
    const name = /Write it as (\w+)\./.exec(fix)?.[1]
    return name === undefined ? undefined : { title: `Use ${name}`, name, components: itemsOf(components) }
  },
  'template.header.length': shorten,
  'template.footer.length': shorten,
  'template.button.label.length': shorten,
  'template.offer.text': shorten,
  'template.header.line': rewrite((text) => text.replace(/\s*\n\s*/g, ' ').trim()),
  'template.header.marks': rewrite((text) => outside(text, (words) => words.replace(MARKS, '')).trim()),
  'template.marks': rewrite((text) => text.replace(MARKS, '').trim()),
  'template.button.label.variable': rewrite((text) =>
    text
      .replace(/\{\{[^}]*\}\}/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  ),
  'template.button.url': rewrite((text) => (/^[\w-]+(\.[\w-]+)+/.test(text) ? `https://${text}` : text)),
  'template.variable.order': renumber,
  'template.variable.sample': addSample,
  'template.buttons.group': regroup,
  'template.carousel.beside': takeOut(({ actual }) => String(actual)),
  'template.call-permission': takeOut(() => 'BUTTONS'),
  'template.offer.parts': takeOut(({ actual }) => (actual === 'FOOTER' ? 'FOOTER' : 'HEADER')),
  'template.authentication.parts': ({ components }, { path }) => ({
    title: 'Take it out',
    components: withValueAt(components, path, undefined),
  }),
  'template.authentication.body': ({ components }, { path }) => ({
    title: 'Leave the text to Meta',
    components: withValueAt(components, path, undefined),
  }),
  'template.authentication.button': ({ components }) => ({
    title: 'Add a copy button',
    components: [
      ...itemsOf(components).filter((one) => upper(objectOf(one).type) !== 'BUTTONS'),
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
    ],
  }),
  'template.category.risk': removePromotion,
}

function renumber({ components }: TemplateInput, { path }: ContentFinding): Repair | undefined {
  const text = textOf(valueAt(components, path))
  const order = variableNames(text)
  let better = ''
  let from = 0
  for (const { name, start, end } of variablesIn(text)) {
    better += `${text.slice(from, start)}{{${order.indexOf(name) + 1}}}`
    from = end
  }
  better += text.slice(from)
  return better === text ? undefined : { title: 'Number them from 1', components: withValueAt(components, path, better) }
}

function addSample(
  template: TemplateInput,
  { path, actual }: ContentFinding,
  { others = [] }: RepairContext,
): Repair | undefined {
  if (typeof actual !== 'string' || !path.endsWith('.example')) return undefined
  const place = path.slice(0, -'.example'.length)
  const component = objectIn(valueAt(template.components, place))
  const part = upper(component?.type) === 'HEADER' ? 'header' : 'body'
  if (component === undefined || textIn(component.text) === undefined) return undefined
  const sample = sampleForVariable(actual, others)
  if (sample === undefined) return undefined
  const example = withSample(component, part, isNamed(template), actual, sample)
  return { title: `Use “${sample}”`, components: withValueAt(template.components, path, example) }
}

/** Quick replies side by side, where the first of them stands. */
function regroup({ components }: TemplateInput, { path }: ContentFinding): Repair | undefined {
  const buttons = itemsOf(valueAt(components, path))
  const isReply = (button: unknown) => upper(objectOf(button).type) === 'QUICK_REPLY'
  const first = buttons.findIndex(isReply)
  if (first === -1) return undefined
  const replies = buttons.filter(isReply)
  const others = buttons.filter((button) => !isReply(button))
  const better = first === 0 ? [...replies, ...others] : [...others, ...replies]
  return { title: 'Put them side by side', components: withValueAt(components, path, better) }
}

/** The sentences that advertise, where others remain. */
function removePromotion({ components }: TemplateInput): Repair | undefined {
  const body = componentOf(components, 'BODY')
  const text = textOf(body?.text)
  const sentences = sentencesOf(text)
  const kept = sentences.filter((sentence) => !hasPromotion(sentence))
  const rest = kept
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  if (kept.length === sentences.length || rest === '') return undefined
  // Samples of variables that went with their sentence would be refused as too many.
  if (variableNames(rest).length < variableNames(text).length) return undefined
  return {
    title: sentences.length - kept.length === 1 ? 'Remove the sentence' : 'Remove the sentences',
    components: itemsOf(components).map((one) => (objectIn(one) === body ? { ...body, text: rest } : one)),
  }
}

const hasPromotion = (text: string): boolean => text.match(promotionWords) !== null

/** A text in sentences, each with the blanks behind it. */
export const sentencesOf = (text: string): readonly string[] =>
  text.match(/[^.!?\n]+(?:[.!?]+(?=\s|$)[ \t]*|\n+|$)|[.!?\n]+/g) ?? []
