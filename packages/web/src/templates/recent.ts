import { store, stored, useStored } from '../controls/stored.ts'

const KEY = 'recent-templates'
const KEPT = 4
const list = (text: string | null): readonly string[] => text?.split(' ').filter(Boolean) ?? []

/** The templates this person used last, newest first. */
export const useRecentTemplates = (): readonly string[] => list(useStored(KEY))

export const rememberTemplate = (id: string): void =>
  store(KEY, [id, ...list(stored(KEY)).filter((other) => other !== id)].slice(0, KEPT).join(' '))
