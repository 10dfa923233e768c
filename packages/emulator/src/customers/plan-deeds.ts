import type { PlatformTime } from '@casement/platform'
import { customerParam, numberParam, optionalFlag, optionalText, optionalWord } from '../control/input.ts'
import { Refusal } from '../control/refusal.ts'
import type { World } from '../world/world.ts'
import { callBusiness } from './call.ts'
import { followLink } from './follow-link.ts'
import { changePreference, giveFeedback, readMessages } from './give-feedback.ts'
import { readWritten, writeMessage } from './write-message.ts'

type Given = Record<string, unknown>

/** What a customer may set out to do at an instant to come; the bodies are those of the calls that do it at once. */
export const DEEDS = ['message', 'read', 'click', 'feedback', 'preference', 'call'] as const
export type DeedName = (typeof DEEDS)[number]

const doings: Record<DeedName, (world: World, customer: string, given: Given) => void> = {
  message: (world, id, given) =>
    void writeMessage(world, customerParam(world, id), numberParam(world, given), readWritten(given)),
  read: (world, id, given) => void readMessages(world, customerParam(world, id), optionalText(given, 'messageId')),
  click: (world, id, given) =>
    void followLink(world, customerParam(world, id), optionalText(given, 'messageId') ?? '', optionalText(given, 'button')),
  feedback: (world, id, given) =>
    giveFeedback(
      world,
      customerParam(world, id),
      numberParam(world, given),
      optionalWord(given, 'kind', ['block', 'unblock', 'report', 'mute']) ?? 'mute',
      optionalText(given, 'messageId'),
    ),
  preference: (world, id, given) =>
    changePreference(
      world,
      customerParam(world, id),
      numberParam(world, given),
      optionalWord(given, 'marketing', ['stop', 'resume']) ?? 'stop',
    ),
  call: (world, id, given) =>
    void callBusiness(world, customerParam(world, id), numberParam(world, given), {
      ring: false,
      accepted: optionalFlag(given, 'accepted') ?? true,
    }),
}

/** What falls due of it. Somebody who can no longer do what they set out to (they blocked the number meanwhile) does not. */
export const plannedHappenings = {
  'customer.deed': (world: World, ref: string) => {
    const { deed, customer, given } = JSON.parse(ref) as { deed: DeedName; customer: string; given: Given }
    try {
      doings[deed](world, customer, given)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  },
}

/** Remembers what a customer will do. Throws Refusal when it could not be done even now. */
export function planDeed(world: World, deed: DeedName, customer: string, at: PlatformTime, given: Given): void {
  const { waId } = customerParam(world, customer)
  numberParam(world, given)
  if (deed === 'message') readWritten(given)
  world.schedule(at, 'customer.deed', JSON.stringify({ deed, customer: waId, given }))
}
