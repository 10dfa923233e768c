import { dayIn, holdsOn, judgedFacts, type PlatformTime, templateLimits } from '@casement/platform'
import type { ContentFinding } from '../content/fields.ts'
import { limitText } from '../content/fields.ts'
import { grouped } from '../content/findings.ts'
import { itemsOf, type Json, numberIn, objectIn, objectOf, textIn } from '../content/json.ts'
import { categoryRisk } from './category-risk.ts'
import { maxBodyOf } from './check-parameters.ts'
import { buttonsOf, componentOf, isNamed, languageOf, type TemplateInput, upper } from './components.ts'
import { lintAuthentication } from './lint-authentication.ts'
import { lintButtons } from './lint-buttons.ts'
import { lintCarousel } from './lint-carousel.ts'
import { type LintFindings, type LintPlace, newLintFindings } from './lint-findings.ts'
import { lintOffer } from './lint-offer.ts'
import { lintBody, lintFooter, lintHeader, partText } from './lint-text.ts'
import { repairOf } from './repairs.ts'
import { offersStop, stopRepair } from './stop.ts'

/** What the caller knows beside the template. `others`: the account's templates, this one left out. */
export type LintContext = { readonly others?: readonly TemplateInput[]; readonly now?: PlatformTime }

const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION']
const PARTS: ReadonlySet<string> = new Set([
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'LIMITED_TIME_OFFER',
  'CAROUSEL',
  'CALL_PERMISSION_REQUEST',
])

/**
 * Judges a template before it is submitted, all findings at once. An error is what Graph or a reviewer refuses; a warning what costs
 * money, readers or a rejection now and then. Takes any JSON and never throws.
 */
export function lintTemplate(definition: TemplateInput, context?: LintContext): readonly ContentFinding[] {
  const found = newLintFindings()
  const template = objectOf(definition)
  const category = upper(template.category)
  lintName(template, context, found)
  if (!CATEGORIES.includes(category))
    found.add('template.category', 'category', `Choose ${CATEGORIES.join(', ')}.`, CATEGORIES.join(', '), category || 'nothing')
  const language = languageOf(template.language)
  const languages: readonly string[] = templateLimits.language.codes.value
  if (!languages.includes(language))
    found.add(
      'template.language',
      'language',
      'Choose a language from Meta’s list, such as en_GB or pt_BR.',
      'a known language',
      language || 'nothing',
    )
  const format = template.parameter_format ?? template.parameterFormat
  if (format !== undefined && !['POSITIONAL', 'NAMED'].includes(upper(format)))
    found.add(
      'template.parameter-format',
      'parameter_format',
      'Write POSITIONAL or NAMED.',
      'POSITIONAL, NAMED',
      textIn(format) ?? 'nothing',
    )
  lintTtl(template, category, context?.now, found)
  if (!Array.isArray(template.components)) found.add('template.required', 'components', 'Add the components, a BODY at least.')
  else {
    lintComponents(template, category, context, found)
    lintWhole(template, category, found)
  }
  return found.all.map((finding) => {
    const repair = repairOf(template, finding, context)
    return repair === undefined || finding.repair !== undefined ? finding : { ...finding, repair }
  })
}

function lintName(template: Json, context: LintContext | undefined, found: LintFindings): void {
  const name = textIn(template.name)
  if (name === undefined) {
    found.add('template.required', 'name', 'Give the template a name, such as order_update.')
    return
  }
  const { length, pattern } = templateLimits.name
  limitText(found, 'template.name.length', name, length.value, 'name', 'the name')
  if (!new RegExp(pattern.value).test(name))
    found.add(
      'template.name',
      'name',
      `Write it as ${suggestedName(name)}.`,
      'lower-case letters, digits, underscores',
      name.slice(0, 80),
    )
  const own = contentOf(template)
  for (const other of context?.others ?? []) {
    const sameLanguage = languageOf(other.language) === languageOf(template.language)
    if (sameLanguage && textIn(other.name) === name)
      found.add('template.name.taken', 'name', 'Choose another name, or edit the template that has it.', 'a new name', name)
    else if (own !== '' && upper(template.category) !== 'AUTHENTICATION' && contentOf(other) === own)
      found.add(
        'template.duplicate',
        'components',
        `Change the words, or use “${textIn(other.name) ?? ''}”: body and footer are the same.`,
        'other words',
      )
  }
}

/** What a name would be in the form that is asked for. */
const suggestedName = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60) || 'my_template'

const contentOf = (template: TemplateInput): string => {
  const body = partText(componentOf(template.components, 'BODY')).trim()
  return body === '' ? '' : `${body}\n${partText(componentOf(template.components, 'FOOTER')).trim()}`
}

/** Days of the platform on which a range is looked up when the caller names none. */
const UNDATED = '9999-12-31'

function lintTtl(template: Json, category: string, now: PlatformTime | undefined, found: LintFindings): void {
  const given = template.message_send_ttl_seconds
  if (given === undefined) return
  const id = `ttl.${category.toLowerCase()}`
  const day = now === undefined ? UNDATED : dayIn(now)
  const range = judgedFacts.find((fact) => fact.id === id && holdsOn(fact, day))?.value
  const [, least, most] = Array.isArray(range) ? range.map(Number) : []
  if (least === undefined || most === undefined) return
  const seconds = numberIn(given)
  const endless = seconds === -1 && category !== 'MARKETING'
  if (!endless && (seconds === undefined || seconds < least || seconds > most))
    found.add(
      'template.ttl',
      'message_send_ttl_seconds',
      `Give ${grouped(least)} to ${grouped(most)} seconds${category === 'MARKETING' ? '' : ', or -1 for 30 days'}.`,
      `${least} to ${most}`,
      seconds ?? 'nothing',
    )
}

function lintComponents(template: Json, category: string, context: LintContext | undefined, found: LintFindings): void {
  const components = itemsOf(template.components)
  const place: LintPlace = { found, path: 'components', category, named: isNamed(template), maxBody: maxBodyOf(components) }
  const seen = new Set<string>()
  for (let at = 0; at < components.length; at++) {
    const component = objectIn(components[at])
    const type = upper(component?.type)
    const path = `components[${at}]`
    if (component === undefined || !PARTS.has(type)) {
      found.add('template.component', `${path}.type`, `Use ${[...PARTS].join(', ')}.`, [...PARTS].join(', '), type || 'nothing')
      continue
    }
    if (seen.has(type)) found.add('template.component', path, `Keep one ${type}.`, 1, type)
    seen.add(type)
    if (category === 'AUTHENTICATION') continue
    lintComponent(type, component, path, components, place, context?.now)
  }
  if (category === 'AUTHENTICATION') lintAuthentication(components, found)
  else if (!seen.has('BODY')) found.add('template.required', 'components', 'Add a body: {"type": "BODY", "text": "…"}.')
}

function lintComponent(
  type: string,
  component: Json,
  path: string,
  components: readonly unknown[],
  place: LintPlace,
  now: PlatformTime | undefined,
): void {
  if (type === 'HEADER') lintHeader(component, path, place)
  else if (type === 'BODY') lintBody(component, path, place)
  else if (type === 'FOOTER') lintFooter(component, path, place)
  else if (type === 'BUTTONS') lintButtons(component, path, place, now)
  else if (type === 'CAROUSEL') lintCarousel(component, path, place, now)
  else if (type === 'LIMITED_TIME_OFFER') lintOffer(component, path, components, place)
}

/** What only shows when all parts are seen together. */
function lintWhole(template: TemplateInput, category: string, found: LintFindings): void {
  const { components } = template
  if (componentOf(components, 'CAROUSEL') !== undefined)
    for (const type of ['HEADER', 'FOOTER', 'BUTTONS'])
      if (componentOf(components, type) !== undefined)
        found.add(
          'template.carousel.beside',
          'components',
          `Leave the ${type.toLowerCase()} out: put it on the cards or into the body.`,
          'BODY',
          type,
        )
  const buttons = buttonsOf(components)
  if (componentOf(components, 'CALL_PERMISSION_REQUEST') !== undefined && buttons.length > 0)
    found.add('template.call-permission', 'components', 'Leave the buttons out: the request brings its own.', 0, buttons.length)
  const products = buttons.some((button) => upper(objectOf(button).type) === 'MPM')
  if (products && upper(componentOf(components, 'HEADER')?.format) !== 'TEXT')
    found.add('template.products.header', 'components', 'Add a text header: it stands above the products.', 'TEXT')
  if (category === 'MARKETING' && !offersStop(components))
    found.add(
      'template.stop',
      'components',
      'Add a quick reply such as “Stop promotions”, or a footer such as “Reply STOP to unsubscribe”.',
      undefined,
      undefined,
      { repair: stopRepair(template) },
    )
  const risk = category === 'UTILITY' ? categoryRisk(template) : null
  if (risk !== null)
    found.add(
      'template.category.risk',
      risk.paths[0] ?? 'components',
      risk.reads === 'unclear'
        ? 'Say what the message is about: a text that leaves it open counts as marketing.'
        : `Take out ${risk.words.map((word) => `“${word}”`).join(', ')}, or submit it as marketing: a reviewer may do so and it will cost that.`,
      'no promotion',
      risk.reads === 'unclear' ? 'unclear' : risk.words.join(', '),
    )
}
