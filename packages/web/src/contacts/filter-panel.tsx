import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type Segment, useSegments } from '../campaigns/campaign-api.ts'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { ATTRIBUTE_TESTS, filterOfLines, LINES, type Line, type Lines, linesOf, newLine } from './filter-lines.ts'
import type { Filter } from './people.ts'

const small = `${fieldClass} h-7 text-xs`

/** Conditions that choose people, counted while they are written; kept under a name they are a segment. */
export function FilterPanel({
  filter,
  segment,
  mayKeep,
  onChange,
}: {
  filter: Filter | null
  /** The saved one it began as. */
  segment: Segment | null
  mayKeep: boolean
  onChange: (filter: Filter | null, segmentId: string | null) => void
}) {
  const t = words.people.filter
  const start = filter ?? segment?.filter ?? null
  const [lines, setLines] = useState<Lines | null>(() => (start ? linesOf(start) : { join: 'all', lines: [newLine('consent')] }))
  if (lines === null)
    return (
      <div className="border-b border-line px-5 py-3 max-desk:px-4">
        <p className="text-ink-2">{t.more}</p>
        <Button size="sm" className="mt-2" onClick={() => setLines({ join: 'all', lines: [newLine('consent')] })}>
          {t.clear}
        </Button>
      </div>
    )
  const written = filterOfLines(lines)
  const set = (at: number, line: Line) => setLines({ ...lines, lines: lines.lines.with(at, line) })
  return (
    <section
      aria-label={t.title}
      className="grid gap-2 border-b border-line bg-sunken px-5 py-3 max-desk:px-4"
      data-testid="filter-panel"
    >
      {lines.lines.length > 1 && (
        <Segmented
          label={t.join}
          value={lines.join}
          segments={(['all', 'any'] as const).map((value) => ({ value, label: t.joins[value] }))}
          onChange={(join) => setLines({ ...lines, join })}
        />
      )}
      {lines.lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <div key={at} className="flex flex-wrap items-center gap-2">
          <Button
            size="sm"
            look="ghost"
            aria-pressed={line.not === true}
            aria-label={t.turn(t.line[line.kind])}
            onClick={() => set(at, { ...line, not: !line.not })}
          >
            {t.not}
          </Button>
          <span className="text-xs text-ink-2">{t.line[line.kind]}</span>
          <Fields line={line} at={at} onChange={(next) => set(at, next)} />
          <Button
            look="ghost"
            size="sm"
            icon
            aria-label={t.remove}
            onClick={() => setLines({ ...lines, lines: lines.lines.toSpliced(at, 1) })}
          >
            <Trash2 size={13} aria-hidden="true" />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-center gap-2">
        <Menu
          label={t.add}
          trigger={
            <Button size="sm">
              <Plus size={13} aria-hidden="true" />
              {t.add}
            </Button>
          }
        >
          {LINES.map((kind) => (
            <MenuItem key={kind} onSelect={() => setLines({ ...lines, lines: [...lines.lines, newLine(kind)] })}>
              {t.line[kind]}
            </MenuItem>
          ))}
        </Menu>
        <Found filter={written} unfinished={lines.lines.length > 0 && written === null} />
        <span className="flex-1" />
        <Button size="sm" look="ghost" onClick={() => onChange(null, null)}>
          {t.clear}
        </Button>
        {mayKeep && written && <Keep filter={written} segment={segment} onKept={(id) => onChange(null, id)} />}
        <Button size="sm" look="primary" disabled={!written} onClick={() => onChange(written, null)} data-testid="apply-filter">
          {t.apply}
        </Button>
      </div>
    </section>
  )
}

function Fields({ line, at, onChange }: { line: Line; at: number; onChange: (line: Line) => void }) {
  const t = words.people.filter
  if (line.kind === 'consent')
    return (
      <>
        <select
          aria-label={t.purpose}
          className={`${small} max-w-36`}
          value={line.purpose}
          onChange={(event) => onChange({ ...line, purpose: event.currentTarget.value })}
        >
          {Object.entries(words.desk.panel.purposes).map(([purpose, label]) => (
            <option key={purpose} value={purpose}>
              {label}
            </option>
          ))}
        </select>
        <select
          aria-label={t.choice}
          className={`${small} max-w-36`}
          value={line.choice}
          onChange={(event) => onChange({ ...line, choice: event.currentTarget.value })}
        >
          {Object.entries(t.choices).map(([choice, label]) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
        </select>
      </>
    )
  const text = (
    <input
      aria-label={line.kind === 'attribute' ? t.value : t.line[line.kind]}
      data-testid={`line-${at}`}
      className={`${small} max-w-48`}
      value={line.text}
      onChange={(event) => onChange({ ...line, text: event.currentTarget.value })}
    />
  )
  if (line.kind !== 'attribute')
    return (
      <>
        {text}
        {line.kind.endsWith('Within') || line.kind === 'silentFor' ? <span className="text-xs text-ink-2">{t.days}</span> : null}
      </>
    )
  return (
    <>
      <input
        aria-label={t.key}
        placeholder={t.key}
        className={`${small} max-w-36`}
        value={line.key}
        onChange={(event) => onChange({ ...line, key: event.currentTarget.value })}
      />
      <select
        aria-label={t.line.attribute}
        className={`${small} max-w-28`}
        value={line.how}
        onChange={(event) => onChange({ ...line, how: event.currentTarget.value as (typeof ATTRIBUTE_TESTS)[number] })}
      >
        {ATTRIBUTE_TESTS.map((how) => (
          <option key={how} value={how}>
            {t.test[how]}
          </option>
        ))}
      </select>
      {line.how !== 'exists' && text}
    </>
  )
}

/** How many the lines find now. */
function Found({ filter, unfinished }: { filter: Filter | null; unfinished: boolean }) {
  const t = words.people.filter
  const found = useQuery({
    queryKey: ['contacts', 'count', filter],
    queryFn: ({ signal }) => request<{ people: number }>('/v1/segments/count', { method: 'POST', body: { filter }, signal }),
    enabled: filter !== null,
  })
  return (
    <span role="status" className="text-xs text-ink-2" data-testid="filter-count">
      {unfinished
        ? t.unfinished
        : filter === null
          ? ''
          : found.data
            ? t.finds(count(found.data.people))
            : found.error
              ? ''
              : words.people.counting}
    </span>
  )
}

function Keep({ filter, segment, onKept }: { filter: Filter; segment: Segment | null; onKept: (id: string) => void }) {
  const t = words.people.filter
  const client = useQueryClient()
  const segments = useSegments()
  const [name, setName] = useState<string | null>(null)
  const keep = useMutation({
    mutationFn: (id: string | null) =>
      id === null
        ? request<Segment>('/v1/segments', { method: 'POST', body: { name: (name ?? '').trim(), filter } })
        : request<Segment>(`/v1/segments/${id}`, { method: 'PATCH', body: { filter } }),
    onSuccess: async (kept) => {
      await segments.refetch()
      void client.invalidateQueries({ queryKey: ['contacts'] })
      onKept(kept.id)
    },
  })
  if (name === null)
    return (
      <>
        {segment && (
          <Button size="sm" disabled={keep.isPending} onClick={() => keep.mutate(segment.id)}>
            {t.keep(segment.name)}
          </Button>
        )}
        <Button size="sm" onClick={() => setName('')}>
          {t.saveAs}
        </Button>
        {keep.isError && <ProblemNotice error={keep.error} />}
      </>
    )
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        keep.mutate(null)
      }}
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: opened by the button just pressed
        autoFocus
        aria-label={t.name}
        placeholder={t.name}
        className={`${small} max-w-44`}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button size="sm" type="submit" disabled={name.trim() === '' || keep.isPending}>
        {t.save}
      </Button>
      {keep.isError && <ProblemNotice error={keep.error} />}
    </form>
  )
}
