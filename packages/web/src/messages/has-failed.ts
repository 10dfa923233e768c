import type { Message } from './messages.ts'

/** Whether a message of ours will not arrive any more. */
export const hasFailed = (message: Message): boolean =>
  message.status === 'failed' || message.status === 'refused' || message.status === 'expired'
