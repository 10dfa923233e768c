import { useCallback, useEffect, useRef, useState } from 'react'
import { store, stored } from '../controls/stored.ts'
import { Problem, Unreachable } from '../http/problem.ts'
import { type Content, type Draft, saveDraft } from './template-api.ts'

export type Saving =
  | { readonly state: 'saved' | 'saving' | 'unsaved' | 'offline' }
  | { readonly state: 'conflict'; readonly theirs: Draft }
  | { readonly state: 'refused'; readonly error: unknown }

const SETTLE_MS = 700
const RETRY_MS = 4_000
const keyOf = (id: string) => `template-draft.${id}`

export const contentOf = ({ name, language, category, parameterFormat, components, ttlSeconds }: Content): Content => ({
  name,
  language,
  category,
  parameterFormat,
  components,
  ttlSeconds,
})
const same = (a: Content, b: Content): boolean => JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b))

/** What this browser kept of words that never reached the hub. */
function keptOf(draft: Draft): Content | null {
  try {
    const { revision, content } = JSON.parse(stored(keyOf(draft.id)) ?? 'null') as { revision: number; content: Content }
    return revision === draft.revision && !same(content, draft) ? content : null
  } catch {
    return null
  }
}

/**
 * A draft that saves itself. What is typed is kept in this browser at once and at the hub a moment later; a hub that does not answer
 * is asked again, and when somebody else has saved meanwhile nothing is overwritten before a person has decided.
 */
export function useDraft(draft: Draft): {
  content: Content
  saving: Saving
  change: (next: Content) => void
  /** Resolves when everything is saved; false when it cannot be. */
  flush: () => Promise<boolean>
  takeTheirs: () => void
  keepMine: () => void
} {
  const [content, setContent] = useState<Content>(() => keptOf(draft) ?? contentOf(draft))
  const [saving, setSaving] = useState<Saving>(() => ({ state: keptOf(draft) ? 'unsaved' : 'saved' }))
  const now = useRef({
    content,
    revision: draft.revision,
    dirty: keptOf(draft) !== null,
    running: null as Promise<boolean> | null,
  })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const save = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current)
    const held = now.current
    if (held.running) {
      await held.running
      return held.dirty ? save() : true
    }
    if (!held.dirty) return true
    const sent = held.content
    held.running = (async () => {
      setSaving({ state: 'saving' })
      try {
        const saved = await saveDraft(draft.id, sent, held.revision)
        held.revision = saved.revision
        held.dirty = held.content !== sent
        if (!held.dirty) store(keyOf(draft.id), null)
        setSaving({ state: held.dirty ? 'unsaved' : 'saved' })
        return true
      } catch (error) {
        const theirs = error instanceof Problem ? (error.body as { draft?: Draft }).draft : undefined
        if (theirs) setSaving({ state: 'conflict', theirs })
        else if (error instanceof Unreachable) {
          setSaving({ state: 'offline' })
          timer.current = setTimeout(() => void save(), RETRY_MS)
        } else setSaving({ state: 'refused', error })
        return false
      } finally {
        held.running = null
      }
    })()
    const saved = await held.running
    return saved && held.dirty ? save() : saved
  }, [draft.id])

  const change = useCallback(
    (next: Content) => {
      now.current.content = next
      now.current.dirty = true
      setContent(next)
      store(keyOf(draft.id), JSON.stringify({ revision: now.current.revision, content: next }))
      setSaving((before) => (before.state === 'conflict' || before.state === 'offline' ? before : { state: 'unsaved' }))
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void save(), SETTLE_MS)
    },
    [draft.id, save],
  )

  const adopt = useCallback(
    (theirs: Draft) => {
      now.current = { content: contentOf(theirs), revision: theirs.revision, dirty: false, running: null }
      setContent(contentOf(theirs))
      store(keyOf(draft.id), null)
      setSaving({ state: 'saved' })
    },
    [draft.id],
  )

  // Somebody else went on writing while nothing of ours was unsaved.
  useEffect(() => {
    if (draft.revision > now.current.revision && !now.current.dirty && !now.current.running) adopt(draft)
  }, [draft, adopt])
  useEffect(() => {
    if (now.current.dirty) void save()
    return () => {
      clearTimeout(timer.current)
      if (now.current.dirty) void save()
    }
  }, [save])

  return {
    content,
    saving,
    change,
    flush: save,
    takeTheirs: () => saving.state === 'conflict' && adopt(saving.theirs),
    keepMine: () => {
      if (saving.state !== 'conflict') return
      now.current.revision = saving.theirs.revision
      now.current.dirty = true
      void save()
    },
  }
}
