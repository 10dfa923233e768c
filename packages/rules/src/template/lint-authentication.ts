import { templateLimits } from '@casement/platform'
import { limitCount } from '../content/fields.ts'
import { itemsOf, type Json, numberIn, objectOf, textIn, textOf } from '../content/json.ts'
import { buttonsOf, componentOf, upper } from './components.ts'
import type { LintFindings } from './lint-findings.ts'

const PARTS: ReadonlySet<string> = new Set(['BODY', 'FOOTER', 'BUTTONS'])
const OTP_TYPES: ReadonlySet<string> = new Set(['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'])
const limits = templateLimits.authentication

/** Fixed text, at most a footer that says how long the code lives, and one button for the code. */
export function lintAuthentication(components: unknown, found: LintFindings): void {
  const list = itemsOf(components)
  for (let at = 0; at < list.length; at++) {
    const component = objectOf(list[at])
    const type = upper(component.type)
    if (!PARTS.has(type))
      found.add(
        'template.authentication.parts',
        `components[${at}]`,
        'Leave it out: codes come with a text, a footer and a button.',
        'BODY, FOOTER, BUTTONS',
        type || 'nothing',
      )
    else if (type === 'BODY' && textIn(component.text) !== undefined && !isMetasOwn(component))
      found.add(
        'template.authentication.body',
        `components[${at}].text`,
        'Leave the text out: Meta writes it. Set add_security_recommendation for the warning.',
      )
    else if (type === 'FOOTER') lintExpiry(component, at, found)
  }
  if (componentOf(components, 'BODY') === undefined)
    found.add('template.required', 'components', 'Add {"type": "BODY"}, if you like with add_security_recommendation.')
  lintOtp(components, found)
}

/** What Graph lists for an approved one: its text with the code in front, the id of a library. */
const isMetasOwn = (body: Json): boolean =>
  /^\*?\{\{1\}\}\*?|\*\{\{1\}\}\*/.test(textOf(body.text)) && !/https?:/i.test(textOf(body.text))

function lintExpiry(footer: Json, at: number, found: LintFindings): void {
  const minutes = numberIn(footer.code_expiration_minutes)
  const [least, most] = limits.expiryMinutes.value
  if (minutes === undefined && textIn(footer.text) !== undefined && /\d/.test(textOf(footer.text))) return
  if (minutes === undefined || minutes < least || minutes > most || !Number.isInteger(minutes))
    found.add(
      'template.authentication.expiry',
      `components[${at}].code_expiration_minutes`,
      `Give ${least} to ${most} whole minutes, or leave the footer out.`,
      `${least} to ${most}`,
      minutes ?? 'nothing',
    )
}

function lintOtp(components: unknown, found: LintFindings): void {
  const buttons = buttonsOf(components)
  const at = itemsOf(components).findIndex((one) => upper(objectOf(one).type) === 'BUTTONS')
  const path = at === -1 ? 'components' : `components[${at}].buttons`
  const button = objectOf(buttons[0])
  const type = upper(button.type)
  // Graph lists the button as a link.
  if (buttons.length !== 1 || (type !== 'OTP' && type !== 'URL')) {
    found.add(
      'template.authentication.button',
      path,
      'Add one button: {"type": "OTP", "otp_type": "COPY_CODE"}.',
      1,
      buttons.length,
    )
    return
  }
  if (type === 'URL') return
  const otp = upper(button.otp_type)
  if (!OTP_TYPES.has(otp)) {
    found.add(
      'template.authentication.button',
      `${path}[0].otp_type`,
      'Use COPY_CODE, ONE_TAP or ZERO_TAP.',
      'COPY_CODE, ONE_TAP, ZERO_TAP',
      otp || 'nothing',
    )
    return
  }
  if (otp === 'ZERO_TAP' && button.zero_tap_terms_accepted !== true)
    found.add(
      'template.authentication.terms',
      `${path}[0].zero_tap_terms_accepted`,
      'Read the terms of zero-tap and set this to true.',
      'true',
    )
  if (otp !== 'COPY_CODE') lintApps(button, `${path}[0]`, found)
}

function lintApps(button: Json, path: string, found: LintFindings): void {
  const apps = itemsOf(button.supported_apps)
  limitCount(found, 'template.authentication.apps', apps.length, 1, limits.apps.value, `${path}.supported_apps`, 'apps')
  for (let at = 0; at < apps.length; at++) {
    const app = objectOf(apps[at])
    const name = textOf(app.package_name)
    const hash = textOf(app.signature_hash)
    if (name.length > limits.packageName.value || !/^[a-z]\w*(?:\.[a-z]\w*)+$/i.test(name))
      found.add(
        'template.authentication.apps',
        `${path}.supported_apps[${at}].package_name`,
        'Give the name of the package, such as com.example.app.',
        limits.packageName.value,
        name.length,
      )
    if (hash.length !== limits.signatureHash.value)
      found.add(
        'template.authentication.apps',
        `${path}.supported_apps[${at}].signature_hash`,
        `Give the ${limits.signatureHash.value} characters of the signing hash.`,
        limits.signatureHash.value,
        hash.length,
      )
  }
}
