import type { Stage } from '../messages/rendered-message.tsx'

/** The phone's own colours: a preview must never look like part of the desk. */
export const phoneStage: Stage = {
  button: 'text-phone-link',
  quiet: 'text-phone-ink-2',
  divider: 'border-[rgb(127_127_127/.18)]',
}
