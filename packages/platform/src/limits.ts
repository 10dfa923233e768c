import type { Fact } from './fact.ts'
import { mediaLimits } from './limits/media.ts'
import { messageLimits } from './limits/messages.ts'
import { templateLimits } from './limits/templates.ts'

export { mediaLimits, messageLimits, templateLimits }

/** All limits in one list, in the order they are written down. */
export const limitsAsFacts = (): readonly Fact[] =>
  [messageLimits, templateLimits, mediaLimits].flatMap((tree) =>
    Object.values(tree).flatMap((kind: Readonly<Record<string, Fact>>) => Object.values(kind)),
  )
