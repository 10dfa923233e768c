import { store, stored, useStored } from '../controls/stored.ts'

const key = (threadId: string) => `draft.${threadId}`

/** What was typed and not sent in a thread; survives leaving it, a reload, and a failed send. */
export const useDraft = (threadId: string): string => useStored(key(threadId)) ?? ''

export const keepDraft = (threadId: string, text: string): void => store(key(threadId), text === '' ? null : text)

export const draftOf = (threadId: string): string => stored(key(threadId)) ?? ''
