import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { AudienceFile } from './audience-file.tsx'
import { type Audience, type AudienceFile as Stored, saveSegment, useSegments } from './campaign-api.ts'
import { CONDITIONS, type Condition, conditionsOf, filterOf, newCondition } from './conditions.ts'
import type { Chosen } from './wizard.tsx'

type Kind = 'everybody' | 'filter' | 'segment' | 'numbers' | 'upload'
const KINDS: readonly Kind[] = ['everybody', 'filter', 'segment', 'numbers', 'upload']

const kindOf = (audience: Audience | null): Kind => {
  if (!audience) return 'filter'
  if ('upload' in audience) return 'upload'
  if ('segmentId' in audience) return 'segment'
  if ('numbers' in audience) return 'numbers'
  return 'segment' in audience && audience.segment.everybody === true ? 'everybody' : 'filter'
}

/** Whom it is meant for: everybody, those of whom something is known, a list, or the people of a file. */
export function StepAudience({
  id,
  chosen,
  file,
  onChange,
}: {
  id: string | null
  chosen: Chosen
  file: Stored | null
  onChange: (more: Partial<Chosen>) => void
}) {
  const t = words.campaign.audience
  const [kind, setKind] = useState<Kind>(kindOf(chosen.audience))
  const [conditions, setConditions] = useState<readonly Condition[]>(() =>
    chosen.audience && 'segment' in chosen.audience ? (conditionsOf(chosen.audience.segment) ?? []) : [],
  )
  const [numbers, setNumbers] = useState(() =>
    chosen.audience && 'numbers' in chosen.audience ? (chosen.audience.numbers ?? []).join('\n') : '',
  )
  const segments = useSegments()
  const setLines = (next: readonly Condition[]) => {
    setConditions(next)
    const filter = filterOf(next)
    onChange({ audience: filter === null || next.length === 0 ? null : { segment: filter } })
  }
  const choose = (next: Kind) => {
    setKind(next)
    if (next === 'everybody') onChange({ audience: { segment: { everybody: true } } })
    else if (next === 'filter') setLines(conditions.length > 0 ? conditions : [newCondition('tag')])
    else if (next === 'segment') {
      const first = segments.data?.[0]
      onChange({ audience: first ? { segmentId: first.id } : null })
    } else if (next === 'upload') onChange({ audience: { upload: true } })
    else listNumbers(numbers)
  }
  const listNumbers = (text: string) => {
    setNumbers(text)
    const list = text
      .split(/[\n,;]+/)
      .map((line) => line.trim())
      .filter(Boolean)
    onChange({ audience: list.length > 0 ? { numbers: list } : null })
  }
  return (
    <>
      <div>
        <h2 className="text-xl font-strong tracking-tight">{t.title}</h2>
        <p className="text-ink-2">{t.hint}</p>
      </div>
      <label className="grid gap-1">
        <span className="text-xs font-medium">{words.campaign.name}</span>
        <input
          className={`${fieldClass} h-8 max-w-[420px]`}
          data-testid="campaign-name"
          placeholder={words.campaign.namePlaceholder}
          value={chosen.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </label>
      <fieldset className="grid gap-1">
        <legend className="sr-only">{t.title}</legend>
        {KINDS.map((one) => (
          <label key={one} className="flex cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 has-checked:bg-selected">
            <input
              type="radio"
              name="audience"
              className="accent-(--accent)"
              data-testid={`audience-${one}`}
              checked={kind === one}
              onChange={() => choose(one)}
            />
            {t.kinds[one]}
          </label>
        ))}
      </fieldset>
      {kind === 'filter' && (
        <div className="grid gap-2">
          <p className="text-xs font-medium">{t.conditions}</p>
          {conditions.map((condition, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <div key={at} className="flex flex-wrap items-center gap-2">
              <span className="w-[210px] text-xs text-ink-2">{t.condition[condition.kind]}</span>
              {condition.kind === 'attribute' && (
                <input
                  className={`${fieldClass} h-8 max-w-[160px]`}
                  aria-label={t.attributeKey}
                  placeholder={t.attributeKey}
                  value={condition.key}
                  onChange={(event) => setLines(conditions.with(at, { ...condition, key: event.currentTarget.value }))}
                />
              )}
              {condition.kind !== 'consent' && (
                <input
                  className={`${fieldClass} h-8 max-w-[200px]`}
                  aria-label={t.condition[condition.kind]}
                  data-testid={`condition-${at}`}
                  inputMode={condition.kind === 'wroteWithin' || condition.kind === 'silentFor' ? 'numeric' : 'text'}
                  value={condition.text}
                  onChange={(event) => setLines(conditions.with(at, { ...condition, text: event.currentTarget.value }))}
                />
              )}
              <Button look="ghost" size="sm" icon aria-label={t.remove} onClick={() => setLines(conditions.toSpliced(at, 1))}>
                <Trash2 size={13} aria-hidden="true" />
              </Button>
            </div>
          ))}
          <div className="flex flex-wrap gap-2">
            <Menu
              label={t.add}
              trigger={
                <Button size="sm">
                  <Plus size={13} aria-hidden="true" />
                  {t.add}
                </Button>
              }
            >
              {CONDITIONS.map((one) => (
                <MenuItem key={one} onSelect={() => setLines([...conditions, newCondition(one)])}>
                  {t.condition[one]}
                </MenuItem>
              ))}
            </Menu>
            {chosen.audience && 'segment' in chosen.audience && <SaveSegment filter={chosen.audience.segment} />}
          </div>
        </div>
      )}
      {kind === 'segment' &&
        (segments.data?.length === 0 ? (
          <p className="text-ink-3">{t.noSegments}</p>
        ) : (
          <select
            aria-label={t.segment}
            className={`${fieldClass} h-8 max-w-[420px]`}
            value={chosen.audience && 'segmentId' in chosen.audience ? chosen.audience.segmentId : ''}
            onChange={(event) => onChange({ audience: { segmentId: event.currentTarget.value } })}
          >
            {segments.data?.map((segment) => (
              <option key={segment.id} value={segment.id}>
                {segment.name} {segment.people === null ? '' : `(${count(segment.people)})`}
              </option>
            ))}
          </select>
        ))}
      {kind === 'upload' && <AudienceFile id={id} stored={file} />}
      {kind === 'numbers' && (
        <textarea
          aria-label={t.numbers}
          placeholder={t.numbers}
          rows={6}
          data-testid="audience-list"
          value={numbers}
          onChange={(event) => listNumbers(event.currentTarget.value)}
          className={`${fieldClass} max-w-[420px] py-1.5`}
        />
      )}
    </>
  )
}

function SaveSegment({ filter }: { filter: Readonly<Record<string, unknown>> }) {
  const t = words.campaign.audience
  const [name, setName] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  if (name === null)
    return (
      <Button size="sm" look="ghost" onClick={() => setName('')}>
        {t.saveAs}
      </Button>
    )
  return (
    <form
      className="flex flex-wrap gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void saveSegment(name, filter).then(() => setName(null), setError)
      }}
    >
      <input
        className={`${fieldClass} h-[26px] max-w-[180px]`}
        aria-label={t.segmentName}
        placeholder={t.segmentName}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button size="sm" type="submit" disabled={name.trim() === ''}>
        {t.save}
      </Button>
      {error !== null && <ProblemNotice error={error} />}
    </form>
  )
}
