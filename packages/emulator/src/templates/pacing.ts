import { later, MINUTE } from '@casement/platform'
import type { OutboundMessage, Template } from '../world/records.ts'
import type { World } from '../world/world.ts'

/**
 * Template pacing: a marketing template that is new, was just unpaused or is not yet GREEN sends up to a threshold, then the next
 * messages wait for its first feedback. The threshold and the wait are invented (Meta publishes neither). True when the message waits.
 */
export function holdForQuality(world: World, template: Template, message: OutboundMessage): boolean {
  template.sendsSinceApproval++
  world.templates.put(template)
  const paced = template.category === 'MARKETING' && template.quality !== 'GREEN' && !template.pacingReleased
  if (!paced || template.sendsSinceApproval <= world.settings.pacingThreshold) return false
  if (template.sendsSinceApproval === world.settings.pacingThreshold + 1) {
    world.schedule(later(message.acceptedAt, world.settings.pacingMinutes * MINUTE), 'template.pacing-ends', template.id)
  }
  world.things.put({ key: `held:${message.id}`, kind: 'held', templateId: template.id })
  return true
}
