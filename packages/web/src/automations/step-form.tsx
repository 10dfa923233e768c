import { exitsOf, freeId, type Graph, type Node, type NodeOf } from '@casement/rules/automation'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { LinesField, SelectField, TextField } from '../controls/fields.tsx'
import { usePeople } from '../session/people.ts'
import { words } from '../strings/words.ts'
import { ConditionField } from './condition-field.tsx'
import { lead } from './edit-graph.ts'
import { MessageField } from './message-field.tsx'
import { exitWords, stepSummary } from './step-words.ts'

/** What is particular about one step, and where each of its ways out leads. */
export function StepForm({
  graph,
  node,
  onChange,
  onGraph,
}: {
  graph: Graph
  node: Node
  onChange: (node: Node) => void
  onGraph: (graph: Graph) => void
}) {
  const f = words.automation.form
  const people = usePeople()
  const names = new Map((people.data ?? []).map(({ id, name }) => [id, name]))
  return (
    <div className="grid gap-4">
      <Particulars node={node} onChange={onChange} />
      {exitsOf(node).map((exit) => (
        <SelectField
          key={exit}
          label={`${exitWords(node, exit)}: ${f.leadsTo.toLowerCase()}`}
          value={node.next[exit] ?? ''}
          options={[
            ['', f.nowhere],
            ...graph.nodes
              .filter(({ id }) => id !== node.id)
              .map((each) => [each.id, `${words.automation.step[each.kind]}: ${stepSummary(each, names).slice(0, 40)}`] as const),
          ]}
          onChange={(to) => onGraph(lead(graph, { node: node.id, exit }, to || null))}
        />
      ))}
    </div>
  )
}

function Particulars({ node, onChange }: { node: Node; onChange: (node: Node) => void }) {
  const f = words.automation.form
  switch (node.kind) {
    case 'send':
      return <MessageField key={node.id} message={node.message} onChange={(message) => onChange({ ...node, message })} />
    case 'wait':
      return <Duration label={f.wait} minutes={node.minutes} onChange={(minutes) => onChange({ ...node, minutes })} />
    case 'ask':
      return (
        <Duration
          label={f.wait}
          minutes={node.timeoutMinutes}
          onChange={(timeoutMinutes) => onChange({ ...node, timeoutMinutes })}
        />
      )
    case 'wait-until':
      return (
        <TextField
          label={f.hour}
          type="time"
          value={node.hour}
          onChange={(hour) => onChange({ ...node, hour: hour || '09:00' })}
        />
      )
    case 'branch':
      return <Cases node={node} onChange={onChange} />
    case 'assign':
      return <Owner owner={node.owner} none={f.nobody} onChange={(owner) => onChange({ ...node, owner })} />
    case 'tag':
      return (
        <>
          <LinesField label={f.addTags} hint={f.tagsHint} values={node.add} onChange={(add) => onChange({ ...node, add })} />
          <LinesField label={f.removeTags} values={node.remove} onChange={(remove) => onChange({ ...node, remove })} />
        </>
      )
    case 'note':
      return (
        <TextField
          label={f.note}
          lines={3}
          value={node.text}
          hint={f.textHint}
          onChange={(text) => onChange({ ...node, text })}
        />
      )
    case 'attribute':
      return (
        <>
          <TextField label={f.key} value={node.key} onChange={(key) => onChange({ ...node, key })} />
          <TextField
            label={f.value}
            hint={f.valueHint}
            value={String(node.value ?? '')}
            onChange={(value) => onChange({ ...node, value: value === '' ? null : value })}
          />
        </>
      )
    case 'consent':
      return (
        <>
          <SelectField
            label={f.purpose}
            value={node.purpose}
            options={(['marketing', 'utility', 'authentication', 'everything'] as const).map(
              (each) => [each, f.purposes[each]] as const,
            )}
            onChange={(purpose) => onChange({ ...node, purpose })}
          />
          <SelectField
            label={f.choice}
            value={node.choice}
            options={(['in', 'out'] as const).map((each) => [each, f.choices[each]] as const)}
            onChange={(choice) => onChange({ ...node, choice })}
          />
        </>
      )
    case 'http':
      return <Call key={node.id} node={node} onChange={onChange} />
    case 'draft':
      return (
        <>
          <TextField
            label={f.wish}
            lines={2}
            value={node.wish}
            hint={f.wishHint}
            onChange={(wish) => onChange({ ...node, wish })}
          />
          <p className="text-xs text-ink-3">{f.draftHint}</p>
        </>
      )
    case 'hand-over':
      return (
        <>
          <Owner owner={node.owner} none={f.anybody} onChange={(owner) => onChange({ ...node, owner })} />
          <TextField label={f.note} lines={2} value={node.note} onChange={(note) => onChange({ ...node, note })} />
        </>
      )
  }
}

const UNITS = { minutes: 1, hours: 60, days: 1_440 } as const
type Unit = keyof typeof UNITS

function Duration({ label, minutes, onChange }: { label: string; minutes: number; onChange: (minutes: number) => void }) {
  const f = words.automation.form
  const fitting: Unit = minutes % 1_440 === 0 ? 'days' : minutes % 60 === 0 ? 'hours' : 'minutes'
  const [unit, setUnit] = useState<Unit>(minutes === 0 ? 'minutes' : fitting)
  const shown = minutes / UNITS[unit]
  return (
    <div className="grid grid-cols-2 gap-2">
      <TextField
        label={label}
        type="number"
        value={String(Math.round(shown * 100) / 100)}
        onChange={(text) => onChange(Math.max(0, Math.round((Number(text) || 0) * UNITS[unit])))}
      />
      <SelectField
        label={f.unit}
        value={unit}
        options={(Object.keys(UNITS) as Unit[]).map((each) => [each, f.units[each]] as const)}
        onChange={(next) => {
          onChange(Math.round(shown * UNITS[next]))
          setUnit(next)
        }}
      />
    </div>
  )
}

function Owner({ owner, none, onChange }: { owner: string | null; none: string; onChange: (owner: string | null) => void }) {
  const people = usePeople()
  return (
    <SelectField
      label={words.automation.form.owner}
      value={owner ?? ''}
      options={[['', none], ...(people.data ?? []).map(({ id, name }) => [id, name] as const)]}
      onChange={(id) => onChange(id || null)}
    />
  )
}

function Cases({ node, onChange }: { node: NodeOf<'branch'>; onChange: (node: Node) => void }) {
  const f = words.automation.form
  const set = (cases: NodeOf<'branch'>['cases']) => onChange({ ...node, cases })
  const add = () => {
    const id = freeId({ nodes: node.cases } as unknown as Graph, 'way')
    set([...node.cases, { id, name: '', if: { window: 'open' } }])
  }
  return (
    <div className="grid gap-4">
      {node.cases.map((each, index) => (
        <fieldset key={each.id} className="grid gap-2 border-t border-line pt-3 first:border-0 first:pt-0">
          <div className="grid grid-cols-[1fr_auto] items-end gap-2">
            <TextField
              label={f.caseName}
              value={each.name}
              onChange={(name) => set(node.cases.map((other, at) => (at === index ? { ...other, name } : other)))}
            />
            <Button look="ghost" icon aria-label={f.removeCase} onClick={() => set(node.cases.filter((_, at) => at !== index))}>
              <X size={14} aria-hidden="true" />
            </Button>
          </div>
          <ConditionField
            condition={each.if}
            onChange={(condition) =>
              set(node.cases.map((other, at) => (at === index ? { ...other, if: condition ?? { all: [] } } : other)))
            }
          />
        </fieldset>
      ))}
      <Button size="sm" className="justify-self-start" onClick={add}>
        <Plus size={13} aria-hidden="true" />
        {f.addCase}
      </Button>
    </div>
  )
}

function Call({ node, onChange }: { node: NodeOf<'http'>; onChange: (node: Node) => void }) {
  const f = words.automation.form
  const [headers, setHeaders] = useState(() =>
    Object.entries(node.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  )
  const [body, setBody] = useState(() => (node.body === undefined ? '' : JSON.stringify(node.body, null, 2)))
  return (
    <>
      <SelectField
        label={f.method}
        value={node.method}
        options={(['POST', 'GET', 'PUT'] as const).map((each) => [each, each] as const)}
        onChange={(method) => onChange({ ...node, method })}
      />
      <TextField
        label={f.url}
        type="url"
        placeholder="https://"
        value={node.url}
        hint={f.httpHint}
        onChange={(url) => onChange({ ...node, url })}
      />
      <TextField
        label={f.headers}
        hint={f.headersHint}
        lines={2}
        mono
        value={headers}
        onChange={(text) => {
          setHeaders(text)
          onChange({ ...node, headers: readHeaders(text) })
        }}
      />
      {node.method !== 'GET' && (
        <TextField
          label={f.body}
          lines={3}
          mono
          value={body}
          onChange={(text) => {
            setBody(text)
            try {
              onChange({ ...node, body: text.trim() === '' ? undefined : JSON.parse(text) })
            } catch {
              // Half a JSON stays in the box; what was whole last stays in force.
            }
          }}
        />
      )}
    </>
  )
}

const readHeaders = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const colon = line.indexOf(':')
      const name = line.slice(0, colon).trim()
      return colon > 0 && /^[A-Za-z0-9-]+$/.test(name) ? [[name, line.slice(colon + 1).trim()]] : []
    }),
  )
