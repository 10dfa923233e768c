import type { PlatformTime } from '@casement/platform'
import type { PlatformIdentity } from '../contacts/find-contact.ts'
import type { InboundItem } from './apply-inbound-message.ts'
import type { StatusItem } from './apply-status.ts'
import type { AppliedNumber } from './change.ts'

type Told = { number: AppliedNumber; wamid: string; at: PlatformTime; now: PlatformTime }

/** A customer wrote. */
export type InboundNews = Told & { kind: 'message'; item: InboundItem; identity: PlatformIdentity; name: string | undefined }

/** The platform told what became of a message of ours. `sendId` is our own id where the status carries one. */
export type StatusNews = Told & { kind: 'status'; item: StatusItem; sendId: string | null }

/** What the field `messages` tells, read and found whole. */
export type MessageNews = InboundNews | StatusNews
