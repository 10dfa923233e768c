import type { PlatformTime } from '@casement/platform'
import { DAY } from '@casement/platform'
import { isRecord } from '../graph/request.ts'
import { announceCategory } from '../templates/lifecycle.ts'
import { promotional } from '../templates/review.ts'
import type { Template, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { findGuilty, UTILITY_MISUSE } from './enforcement.ts'
import { isRestricted } from './restrictions.ts'

/**
 * Looks at what a utility template is filled with. Invented, as the reviewer is: after some sends that promote, the template is taken
 * for marketing, and the account takes a step of the ladder.
 */
export function watchUtility(world: World, waba: Waba, template: Template, content: Record<string, unknown>): void {
  if (template.category !== 'UTILITY' || template.correctCategory != null) return
  if (!parameterTexts(content.template).some((text) => promotional.test(text))) return
  template.promotionalSends = (template.promotionalSends ?? 0) + 1
  world.templates.put(template)
  if (template.promotionalSends < world.settings.misuseSends) return
  announceCategory(world, template, 'MARKETING')
  findGuilty(world, waba, UTILITY_MISUSE)
}

function parameterTexts(template: unknown): string[] {
  const components = isRecord(template) && Array.isArray(template.components) ? template.components.filter(isRecord) : []
  return components.flatMap((component) =>
    (Array.isArray(component.parameters) ? component.parameters.filter(isRecord) : []).flatMap(({ text }) =>
      typeof text === 'string' ? [text] : [],
    ),
  )
}

/** While an account's utility messages are capped: whether this one is one too many. One that is not takes its place. */
export function overUtilityCap(world: World, waba: Waba, now: PlatformTime): boolean {
  if (waba.restrictions.length === 0 || !isRestricted(waba, now, 'RATE_LIMITED_UTILITY_TEMPLATE_MESSAGING')) return false
  const key = `utility-sent:${waba.id}`
  const sent = ((world.things.get(key)?.at as number[] | undefined) ?? []).filter((at) => now < at + DAY)
  if (sent.length >= world.settings.utilityCap) return true
  world.things.put({ key, kind: 'utility-sent', at: [...sent, now] })
  return false
}
