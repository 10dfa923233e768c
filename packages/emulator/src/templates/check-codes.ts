import { dayIn, holdsOn, type PlatformTime, templateLimits } from '@casement/platform'
import { type GraphFailure, refuse } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'

type Given = Record<string, unknown>

/** Whether the codes of a send are short enough: those of an authentication template, and the one that a coupon button copies. */
export function checkCodes(category: string, given: unknown, now: PlatformTime): GraphFailure | null {
  const components = Array.isArray(given) ? given.filter(isRecord) : []
  const { copyCode, copyCodeSince2025 } = templateLimits.buttons
  const longestCoupon = holdsOn(copyCode, dayIn(now)) ? copyCode.value : copyCodeSince2025.value
  const longestCode = templateLimits.authentication.parameter.value
  for (const component of components) {
    for (const parameter of Array.isArray(component.parameters) ? component.parameters.filter(isRecord) : []) {
      const found =
        tooLong(parameter.coupon_code, longestCoupon, component) ??
        (category === 'AUTHENTICATION' ? tooLong(parameter.text, longestCode, component) : null)
      if (found) return found
    }
  }
  return null
}

function tooLong(code: unknown, most: number, { type }: Given): GraphFailure | null {
  const length = typeof code === 'string' ? [...code].length : 0
  return length > most
    ? refuse(131009, `${String(type).toLowerCase()}: the code has ${length} characters, at most ${most} are allowed`)
    : null
}
