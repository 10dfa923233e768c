import { messageHappenings } from '../messages/progress.ts'
import type { Happening } from '../world/world.ts'
import { arrive } from './arrive.ts'
import { planReactions, react } from './react.ts'

/** What falls due for a crowd. A delivery is what it is for everybody; a member then makes up their mind about it. */
export const crowdHappenings: Record<string, Happening> = {
  'message.delivered': (world, id) => {
    messageHappenings['message.delivered'](world, id)
    planReactions(world, id)
  },
  'crowd.react': react,
  'crowd.arrive': arrive,
}
