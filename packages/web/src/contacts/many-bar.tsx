import { useMutation, useQueryClient } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { JOBS } from './jobs.ts'
import type { Filter } from './people.ts'

export type Whom = { readonly ids: readonly string[] } | { readonly q: string; readonly filter: Filter | null }
const KINDS = ['tag', 'untag', 'attribute', 'consent'] as const
const small = `${fieldClass} h-[26px] text-xs`

/** What is done to all that are selected: told to the hub at once, done by it as a job. */
export function ManyBar({
  people,
  whom,
  onAll,
  onDone,
}: {
  people: number
  whom: Whom
  /** Selects everybody who is found; null when they are. */
  onAll: (() => void) | null
  onDone: () => void
}) {
  const t = words.people.many
  const client = useQueryClient()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('tag')
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [choice, setChoice] = useState('in')
  const body = bodyOf(kind, { first: first.trim(), second: second.trim(), choice })
  const change = useMutation({
    mutationFn: () => request('/v1/contacts/change', { method: 'POST', body: { whom, ...body } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: JOBS })
      onDone()
    },
  })
  return (
    <form
      aria-label={words.people.selected(count(people))}
      className="flex flex-none flex-wrap items-center gap-2 border-b border-line bg-selected px-5 py-2 max-desk:px-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (body) change.mutate()
      }}
    >
      <span role="status" className="text-xs font-medium">
        {words.people.selected(count(people))}
      </span>
      {onAll && (
        <Button size="sm" look="ghost" onClick={onAll} data-testid="select-all">
          {words.people.selectAll}
        </Button>
      )}
      <Segmented
        label={words.people.selected(count(people))}
        value={kind}
        segments={KINDS.map((value) => ({ value, label: t[value] }))}
        onChange={setKind}
      />
      {kind === 'consent' && (
        <select
          aria-label={words.people.filter.choice}
          className={`${small} max-w-24`}
          value={choice}
          onChange={(event) => setChoice(event.currentTarget.value)}
        >
          <option value="in">{words.people.filter.choices.in}</option>
          <option value="out">{words.people.filter.choices.out}</option>
        </select>
      )}
      <input
        aria-label={kind === 'attribute' ? t.key : kind === 'consent' ? t.evidence : t.tagName}
        placeholder={kind === 'attribute' ? t.key : kind === 'consent' ? t.evidence : t.tagName}
        className={`${small} max-w-52`}
        data-testid="many-first"
        value={first}
        onChange={(event) => setFirst(event.currentTarget.value)}
      />
      {kind === 'attribute' && (
        <input
          aria-label={t.value}
          placeholder={t.value}
          className={`${small} max-w-44`}
          value={second}
          onChange={(event) => setSecond(event.currentTarget.value)}
        />
      )}
      <Button size="sm" look="primary" type="submit" disabled={!body || change.isPending} data-testid="many-go">
        {t.go(count(people))}
      </Button>
      <Button size="sm" look="ghost" icon aria-label={words.people.clearSelection} onClick={onDone}>
        <X size={14} aria-hidden="true" />
      </Button>
      {change.isError && <ProblemNotice error={change.error} />}
    </form>
  )
}

function bodyOf(kind: (typeof KINDS)[number], { first, second, choice }: { first: string; second: string; choice: string }) {
  if (kind === 'consent') {
    if (first === '' && choice === 'in') return null
    return { consent: { purpose: 'marketing', choice, evidence: { how: 'person', ...(first ? { wording: first } : {}) } } }
  }
  if (first === '') return null
  if (kind === 'tag') return { addTags: [first] }
  if (kind === 'untag') return { removeTags: [first] }
  return { attributes: { [first]: second === '' ? null : second } }
}
