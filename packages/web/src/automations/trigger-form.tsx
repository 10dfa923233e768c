import { comesWithNumber, type Graph, type Trigger } from '@casement/rules/automation'
import { useAccounts } from '../accounts/accounts.ts'
import { CheckField, LinesField, SelectField, TextField } from '../controls/fields.tsx'
import { words } from '../strings/words.ts'
import { ConditionField } from './condition-field.tsx'
import { Days, HoursField, officeHours } from './hours-field.tsx'

const KINDS: readonly Trigger['kind'][] = [
  'keyword',
  'first-message',
  'away',
  'answer',
  'ad',
  'window',
  'template',
  'attribute',
  'event',
  'schedule',
]

function newTrigger(kind: Trigger['kind']): Trigger {
  switch (kind) {
    case 'keyword':
      return { kind, words: [], match: 'whole' }
    case 'away':
      return { kind, hours: officeHours() }
    case 'answer':
      return { kind, ids: [] }
    case 'ad':
      return { kind, sources: [] }
    case 'window':
      return { kind, event: 'closing', minutesBefore: 60 }
    case 'template':
      return { kind, status: 'read', names: [] }
    case 'attribute':
      return { kind, key: '' }
    case 'event':
      return { kind, name: '' }
    case 'schedule':
      return { kind, hour: '09:00', weekdays: [1, 2, 3, 4, 5], timeZone: officeHours().timeZone, people: { everybody: true } }
    default:
      return { kind }
  }
}

/** What begins a run, from which number, under which conditions, and how often. */
export function TriggerForm({ graph, onChange }: { graph: Graph; onChange: (graph: Graph) => void }) {
  const t = words.automation
  const f = t.form
  const accounts = useAccounts()
  const numbers = (accounts.data ?? []).flatMap(({ wabas }) => wabas.flatMap((waba) => waba.numbers))
  const { trigger, limits } = graph
  const without = ({ from: _, ...rest }: Graph): Graph => rest
  return (
    <div className="grid gap-4">
      <SelectField
        label={t.trigger.label}
        value={trigger.kind}
        options={KINDS.map((kind) => [kind, t.trigger[kind]] as const)}
        onChange={(kind) => onChange({ ...graph, trigger: newTrigger(kind) })}
      />
      <TriggerFields key={trigger.kind} trigger={trigger} onChange={(next) => onChange({ ...graph, trigger: next })} />
      <SelectField
        label={f.number}
        value={graph.from ?? ''}
        options={[
          ['', comesWithNumber(trigger) ? f.anyNumber : '–'],
          ...numbers.map(({ id, displayPhoneNumber, name }) => [id, `${displayPhoneNumber} ${name ?? ''}`] as const),
        ]}
        onChange={(from) => onChange(from ? { ...graph, from } : without(graph))}
      />
      <section className="grid gap-2" aria-label={f.only}>
        <h3 className="text-xs font-medium text-ink-2">{f.only}</h3>
        <ConditionField
          condition={graph.if}
          onChange={(condition) => {
            const { if: _, ...rest } = graph
            onChange(condition ? { ...rest, if: condition } : rest)
          }}
        />
      </section>
      <section className="grid gap-2" aria-label={f.limits}>
        <div className="grid grid-cols-2 gap-2">
          <NumberField
            label={f.perContact}
            value={limits.perContact.runs}
            onChange={(runs) => onChange({ ...graph, limits: { ...limits, perContact: { ...limits.perContact, runs } } })}
          />
          <NumberField
            label={f.perHours}
            value={limits.perContact.hours}
            onChange={(hours) => onChange({ ...graph, limits: { ...limits, perContact: { ...limits.perContact, hours } } })}
          />
        </div>
        <NumberField
          label={f.perMinute}
          value={limits.perMinute}
          onChange={(perMinute) => onChange({ ...graph, limits: { ...limits, perMinute } })}
        />
        <CheckField label={f.alongside} checked={graph.alongside} onChange={(alongside) => onChange({ ...graph, alongside })} />
      </section>
    </div>
  )
}

const NumberField = ({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) => (
  <TextField
    label={label}
    type="number"
    value={String(value)}
    onChange={(text) => onChange(Math.max(1, Math.round(Number(text) || 1)))}
  />
)

function TriggerFields({ trigger, onChange }: { trigger: Trigger; onChange: (trigger: Trigger) => void }) {
  const f = words.automation.form
  switch (trigger.kind) {
    case 'keyword':
      return (
        <>
          <LinesField
            label={f.words}
            hint={f.wordsHint}
            values={trigger.words}
            onChange={(list) => onChange({ ...trigger, words: list })}
          />
          <SelectField
            label={f.match}
            value={trigger.match}
            options={[
              ['whole', f.whole],
              ['contains', f.contains],
            ]}
            onChange={(match) => onChange({ ...trigger, match })}
          />
        </>
      )
    case 'away':
      return <HoursField hours={trigger.hours} onChange={(hours) => onChange({ ...trigger, hours })} />
    case 'answer':
      return <LinesField label={f.ids} hint={f.idsHint} values={trigger.ids} onChange={(ids) => onChange({ ...trigger, ids })} />
    case 'ad':
      return (
        <LinesField
          label={f.sources}
          hint={f.sourcesHint}
          values={trigger.sources}
          onChange={(sources) => onChange({ ...trigger, sources })}
        />
      )
    case 'window':
      return (
        <SelectField
          label={words.automation.trigger.window}
          value={trigger.event === 'closing' ? String(trigger.minutesBefore) : trigger.event}
          options={[
            ['opened', f.windowEvent.opened],
            ...(['240', '60', '15'] as const).map(
              (minutes) => [minutes, `${f.windowEvent.closing}: ${f.before[minutes]}`] as const,
            ),
            ['closed', f.windowEvent.closed],
          ]}
          onChange={(event) =>
            onChange(
              event === 'opened' || event === 'closed'
                ? { kind: 'window', event }
                : { kind: 'window', event: 'closing', minutesBefore: Number(event) },
            )
          }
        />
      )
    case 'template':
      return (
        <>
          <SelectField
            label={words.automation.trigger.template}
            value={trigger.status}
            options={(['delivered', 'read', 'failed'] as const).map((status) => [status, f.templateStatus[status]] as const)}
            onChange={(status) => onChange({ ...trigger, status })}
          />
          <LinesField
            label={f.templates}
            hint={f.templatesHint}
            values={trigger.names}
            onChange={(names) => onChange({ ...trigger, names })}
          />
        </>
      )
    case 'attribute':
      return (
        <>
          <TextField label={f.key} value={trigger.key} onChange={(key) => onChange({ ...trigger, key })} />
          <TextField
            label={f.is}
            hint={f.isHint}
            value={String(trigger.is ?? '')}
            onChange={(is) => onChange(is === '' ? { kind: 'attribute', key: trigger.key } : { ...trigger, is })}
          />
        </>
      )
    case 'event':
      return (
        <TextField
          label={f.eventName}
          hint={f.eventHint}
          value={trigger.name}
          onChange={(name) => onChange({ ...trigger, name })}
        />
      )
    case 'schedule':
      return (
        <>
          <TextField
            label={f.hour}
            type="time"
            value={trigger.hour}
            onChange={(hour) => onChange({ ...trigger, hour: hour || '09:00' })}
          />
          <Days days={trigger.weekdays} onChange={(weekdays) => onChange({ ...trigger, weekdays })} />
          <TextField label={f.zone} value={trigger.timeZone} onChange={(timeZone) => onChange({ ...trigger, timeZone })} />
          <People people={trigger.people} onChange={(people) => onChange({ ...trigger, people })} />
        </>
      )
    default:
      return null
  }
}

function People({ people, onChange }: { people: unknown; onChange: (people: unknown) => void }) {
  const f = words.automation.form
  const simple = people as { tag?: string; everybody?: true }
  if (simple.tag === undefined && simple.everybody === undefined) return <p className="text-xs text-ink-2">{f.otherPeople}</p>
  return (
    <TextField
      label={f.peopleTag}
      hint={f.peopleHint}
      value={simple.tag ?? ''}
      onChange={(tag) => onChange(tag.trim() === '' ? { everybody: true } : { tag: tag.trim() })}
    />
  )
}
