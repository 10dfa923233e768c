import { type PlatformTime, templateLimits } from '@casement/platform'
import { hasMarks, isWebAddress, limitCount, limitText } from '../content/fields.ts'
import { itemsOf, type Json, objectOf, textIn, textOf } from '../content/json.ts'
import { longestCoupon } from './check-button-values.ts'
import { upper } from './components.ts'
import { type LintPlace, needText } from './lint-findings.ts'
import { variablesIn } from './variables.ts'

const limits = templateLimits.buttons

/** How many there may be of a kind, and whether it carries a label of ours. */
const KINDS: ReadonlyMap<string, { readonly most: number; readonly label: boolean; readonly name: string }> = new Map([
  ['QUICK_REPLY', { most: limits.quickReplies.value, label: true, name: 'quick replies' }],
  ['URL', { most: limits.urls.value, label: true, name: 'link buttons' }],
  ['PHONE_NUMBER', { most: limits.phoneNumbers.value, label: true, name: 'phone buttons' }],
  ['COPY_CODE', { most: limits.copyCodes.value, label: false, name: 'copy buttons' }],
  ['FLOW', { most: limits.flows.value, label: true, name: 'flow buttons' }],
  ['OTP', { most: limits.total.value, label: false, name: 'code buttons' }],
  ['CATALOG', { most: limits.total.value, label: true, name: 'catalogue buttons' }],
  ['MPM', { most: limits.total.value, label: true, name: 'product buttons' }],
  ['SPM', { most: limits.total.value, label: true, name: 'product buttons' }],
  ['VOICE_CALL', { most: limits.total.value, label: true, name: 'call buttons' }],
  ['ORDER_DETAILS', { most: limits.total.value, label: true, name: 'payment buttons' }],
  ['REQUEST_CONTACT_INFO', { most: limits.total.value, label: false, name: 'contact buttons' }],
  ['APP', { most: limits.total.value, label: false, name: 'app buttons' }],
])

/** The buttons of a template or a card: kinds, numbers, groups, and each by itself. `now` decides which length of a code holds. */
export function lintButtons(component: Json, path: string, place: LintPlace, now?: PlatformTime): void {
  const { found } = place
  const buttons = itemsOf(component.buttons).map(objectOf)
  limitCount(found, 'template.buttons.count', buttons.length, 1, limits.total.value, `${path}.buttons`, 'buttons')
  const counts = new Map<string, number>()
  for (let at = 0; at < buttons.length; at++) {
    const button = buttons[at] ?? {}
    const type = upper(button.type)
    const kind = KINDS.get(type)
    const where = `${path}.buttons[${at}]`
    if (kind === undefined) {
      found.add(
        'template.button.kind',
        `${where}.type`,
        `Use one of: ${[...KINDS.keys()].join(', ')}.`,
        'a known kind',
        type || 'nothing',
      )
      continue
    }
    const count = (counts.get(type) ?? 0) + 1
    counts.set(type, count)
    if (count === kind.most + 1)
      found.add('template.buttons.kind.count', where, `Keep ${kind.most} ${kind.name}.`, kind.most, countOf(buttons, type))
    lintLabel(button, kind.label, where, place)
    lintKind(type, button, where, place, now)
  }
  lintGroups(buttons, path, place)
}

const countOf = (buttons: readonly Json[], type: string): number => buttons.filter((one) => upper(one.type) === type).length

function lintLabel(button: Json, needed: boolean, path: string, place: LintPlace): void {
  const { found } = place
  const label = needed ? needText(found, button.text, `${path}.text`, 'the label') : textIn(button.text)
  if (label === undefined) return
  limitText(found, 'template.button.label.length', label, limits.label.value, `${path}.text`, 'the label')
  if (variablesIn(label).length > 0)
    found.add('template.button.label.variable', `${path}.text`, 'Write the label without variables.')
  if (hasMarks(label))
    found.add('template.marks', `${path}.text`, 'Take out the formatting marks: a button shows them as they are written.')
}

function lintKind(type: string, button: Json, path: string, place: LintPlace, now: PlatformTime | undefined): void {
  if (type === 'URL') lintUrl(button, path, place)
  else if (type === 'PHONE_NUMBER') lintPhone(button, path, place)
  else if (type === 'COPY_CODE') lintCode(button, path, place, now)
  else if (type === 'FLOW') lintFlow(button, path, place)
  else if (type === 'OTP' && place.category !== 'AUTHENTICATION')
    place.found.add(
      'template.button.kind',
      `${path}.type`,
      'Use it in an authentication template, or copy a coupon with COPY_CODE.',
      'AUTHENTICATION',
      place.category,
    )
}

function lintUrl(button: Json, path: string, place: LintPlace): void {
  const { found } = place
  const url = needText(found, button.url, `${path}.url`, 'the address')
  if (url === undefined) return
  const variables = variablesIn(url)
  limitText(found, 'template.button.url.length', url, limits.url.value, `${path}.url`, 'the address')
  const address = url.slice(0, variables[0]?.start ?? url.length)
  if (!isWebAddress(address))
    found.add(
      'template.button.url',
      `${path}.url`,
      'Give a full address that begins with https://.',
      'a web address',
      url.slice(0, 80),
    )
  if (variables.length === 0) return
  const most = limits.urlVariables.value
  if (variables.length > most || variables[0]?.end !== url.length)
    found.add(
      'template.button.url.variable',
      `${path}.url`,
      'Put one variable at the very end of the address.',
      most,
      variables.length,
    )
  if ((textIn(button.example) ?? textIn(itemsOf(button.example)[0])) === undefined)
    found.add('template.variable.sample', `${path}.example`, 'Add a sample of the whole address.', 'a sample')
}

function lintPhone(button: Json, path: string, place: LintPlace): void {
  const phone = needText(place.found, textOf(button.phone_number), `${path}.phone_number`, 'the phone number')
  if (phone === undefined) return
  const max = limits.phoneNumber.value
  if (phone.length > max || !/^\+?[\d\s().-]*\d[\d\s().-]*$/.test(phone))
    place.found.add(
      'template.button.phone',
      `${path}.phone_number`,
      'Write the number with its country code, such as +442079460000.',
      max,
      phone.slice(0, 40),
    )
}

function lintCode(button: Json, path: string, place: LintPlace, now: PlatformTime | undefined): void {
  const code = needText(
    place.found,
    textIn(button.example) ?? textIn(itemsOf(button.example)[0]),
    `${path}.example`,
    'a sample of the code',
  )
  if (code === undefined) return
  const max = longestCoupon(now)
  const advised = limits.copyCodeAdvised.value
  if (code.length > max) limitText(place.found, 'template.button.code.length', code, max, `${path}.example`, 'the code')
  else limitText(place.found, 'template.button.code.long', code, advised, `${path}.example`, 'the code')
}

function lintFlow(button: Json, path: string, place: LintPlace): void {
  const given = [textOf(button.flow_id), textOf(button.flow_name), button.flow_json === undefined ? '' : 'json'].filter(Boolean)
  if (given.length !== 1)
    place.found.add('template.button.flow', path, 'Give one of flow_id, flow_name and flow_json.', 1, given.length)
}

/** Quick replies form one group, in front or behind; desktop clients show neither mixtures nor many. */
function lintGroups(buttons: readonly Json[], path: string, place: LintPlace): void {
  let groups = 0
  let before: boolean | undefined
  for (const button of buttons) {
    const quick = upper(button.type) === 'QUICK_REPLY'
    if (quick !== before) groups++
    before = quick
  }
  if (groups > 2)
    place.found.add(
      'template.buttons.group',
      `${path}.buttons`,
      'Put all quick replies side by side, before or after the others.',
      2,
      groups,
    )
  if (buttons.length > limits.desktop.value || groups > 1)
    place.found.add(
      'template.buttons.desktop',
      `${path}.buttons`,
      `People at a computer will be sent to their phone: keep ${limits.desktop.value} buttons of one kind to be seen there.`,
      limits.desktop.value,
      buttons.length,
    )
}
