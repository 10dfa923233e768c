import { useSegments } from '../campaigns/campaign-api.ts'
import { SelectField, TextField } from '../controls/fields.tsx'
import { words } from '../strings/words.ts'
import { type Start, WROTE_LAST } from './sequences.ts'

const KINDS = ['window.closing', 'window.closed', 'attribute', 'event', 'filter'] as const
type Kind = (typeof KINDS)[number]

const newStart = (on: Kind): Start => {
  switch (on) {
    case 'window.closing':
      return { on, minutesBefore: 60, wroteLast: 'us' }
    case 'window.closed':
      return { on, wroteLast: 'us' }
    case 'attribute':
      return { on, key: '' }
    case 'event':
      return { on, name: '' }
    case 'filter':
      return { on, filter: { tag: '' }, everyHours: 24 }
  }
}

/** What begins a sequence for a person. */
export function StartFields({ start, onChange }: { start: Start; onChange: (start: Start) => void }) {
  const t = words.reengage
  return (
    <fieldset className="grid max-w-[420px] gap-2.5 rounded-md p-3.5 shadow-control" data-testid="start-fields">
      <legend className="float-start mb-1 w-full text-xs font-medium text-ink-3">{t.begins}</legend>
      <SelectField
        label={t.beginsWhen}
        value={start.on}
        options={KINDS.map((kind) => [kind, t.startKinds[kind]] as const)}
        onChange={(kind) => onChange(kind === start.on ? start : newStart(kind))}
      />
      <Particulars start={start} onChange={onChange} />
    </fieldset>
  )
}

function Particulars({ start, onChange }: { start: Start; onChange: (start: Start) => void }) {
  const t = words.reengage
  const wroteLast = 'wroteLast' in start && (
    <SelectField
      label={t.wroteLast}
      value={start.wroteLast}
      options={WROTE_LAST.map((who) => [who, t.wroteLastWho[who]] as const)}
      onChange={(who) => onChange({ ...start, wroteLast: who })}
    />
  )
  switch (start.on) {
    case 'window.closing':
      return (
        <>
          <TextField
            label={t.minutesBefore}
            type="number"
            value={String(start.minutesBefore)}
            onChange={(text) => onChange({ ...start, minutesBefore: Number(text) })}
          />
          {wroteLast}
        </>
      )
    case 'window.closed':
      return wroteLast || null
    case 'attribute':
      return (
        <>
          <TextField label={t.attributeKey} value={start.key} onChange={(key) => onChange({ ...start, key })} />
          <TextField
            label={t.attributeIs}
            hint={t.attributeIsHelp}
            value={start.is ?? ''}
            onChange={(is) => onChange(is === '' ? { on: 'attribute', key: start.key } : { ...start, is })}
          />
        </>
      )
    case 'event':
      return <TextField label={t.eventName} value={start.name} onChange={(name) => onChange({ ...start, name })} />
    case 'filter':
      return (
        <>
          <People filter={start.filter} onChange={(filter) => onChange({ ...start, filter })} />
          <TextField
            label={t.everyHours}
            type="number"
            value={String(start.everyHours)}
            onChange={(text) => onChange({ ...start, everyHours: Number(text) })}
          />
        </>
      )
  }
}

/** By a tag, or as a segment that was kept finds them now. */
function People({ filter, onChange }: { filter: object; onChange: (filter: object) => void }) {
  const t = words.reengage
  const segments = useSegments()
  const { tag } = filter as { tag?: string }
  const same = segments.data?.find((one) => JSON.stringify(one.filter) === JSON.stringify(filter))
  return (
    <>
      {(segments.data?.length ?? 0) > 0 && (
        <SelectField
          label={t.segment}
          value={same?.id ?? ''}
          options={[
            ['', tag === undefined ? t.otherFilter : t.byTag],
            ...(segments.data ?? []).map((one) => [one.id, one.name] as const),
          ]}
          onChange={(id) => onChange(segments.data?.find((one) => one.id === id)?.filter ?? { tag: '' })}
        />
      )}
      {tag !== undefined && !same && <TextField label={t.tag} value={tag} onChange={(next) => onChange({ tag: next })} />}
      {tag === undefined && !same && <p className="text-xs text-ink-2">{t.otherFilter}</p>}
    </>
  )
}
