import type { Condition, Leaf } from '@casement/rules/automation'
import { Plus, X } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { CheckField, SelectField, TextField } from '../controls/fields.tsx'
import { words } from '../strings/words.ts'
import { officeHours } from './hours-field.tsx'

const KINDS = [
  'window',
  'windowLeft',
  'answer',
  'text',
  'tag',
  'attribute',
  'consent',
  'country',
  'hours',
  'assigned',
  'price',
  'data',
] as const
type Kind = (typeof KINDS)[number]

/** What a row asks about; null what was written by a program and can only be kept or taken away here. */
const kindOf = (condition: Condition): Kind | null => KINDS.find((kind) => kind in condition) ?? null

function newLeaf(kind: Kind): Leaf {
  switch (kind) {
    case 'window':
      return { window: 'open' }
    case 'windowLeft':
      return { windowLeft: 60 }
    case 'answer':
      return { answer: { words: [], match: 'contains' } }
    case 'text':
      return { text: { words: [], match: 'contains' } }
    case 'tag':
      return { tag: 'vip' }
    case 'attribute':
      return { attribute: 'city', is: '' }
    case 'consent':
      return { consent: 'marketing', is: 'in' }
    case 'country':
      return { country: ['GB'] }
    case 'hours':
      return { hours: officeHours() }
    case 'assigned':
      return { assigned: false }
    case 'price':
      return { price: 'service', most: '0' }
    case 'data':
      return { data: 'event.total', above: 0 }
  }
}

/** Some conditions, all or one of which must hold. */
export function ConditionField({
  condition,
  onChange,
}: {
  condition: Condition | undefined
  onChange: (condition: Condition | undefined) => void
}) {
  const f = words.automation.form
  const isAny = condition !== undefined && 'any' in condition
  const parts: readonly Condition[] =
    condition === undefined ? [] : 'all' in condition ? condition.all : 'any' in condition ? condition.any : [condition]
  const set = (next: readonly Condition[], any = isAny) => {
    if (next.length === 0) onChange(undefined)
    else if (next.length === 1) onChange(next[0])
    else onChange(any ? { any: next } : { all: next })
  }
  const replace = (index: number, part: Condition) => set(parts.map((each, at) => (at === index ? part : each)))
  return (
    <div className="grid gap-2">
      {parts.length > 1 && (
        <SelectField
          label={f.allOrAny}
          value={isAny ? 'any' : 'all'}
          options={[
            ['all', f.all],
            ['any', f.any],
          ]}
          onChange={(value) => set(parts, value === 'any')}
        />
      )}
      {parts.map((part, index) => {
        const negated = 'not' in part
        const inner = negated ? part.not : part
        const wrap = (leaf: Condition): Condition => (negated ? { not: leaf } : leaf)
        const kind = kindOf(inner)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have nothing but their place
          <fieldset key={index} className="grid gap-2 rounded-md bg-sunken p-2.5">
            <div className="grid grid-cols-[1fr_auto] items-end gap-2">
              {kind ? (
                <SelectField
                  label={f.conditionKind}
                  value={kind}
                  options={KINDS.map((each) => [each, words.automation.condition[each]] as const)}
                  onChange={(next) => replace(index, wrap(newLeaf(next)))}
                />
              ) : (
                <p className="text-xs text-ink-2">{words.automation.condition.other}</p>
              )}
              <Button look="ghost" icon aria-label={f.removeCondition} onClick={() => set(parts.filter((_, at) => at !== index))}>
                <X size={14} aria-hidden="true" />
              </Button>
            </div>
            {kind ? (
              <LeafFields leaf={inner as Leaf} onChange={(leaf) => replace(index, wrap(leaf))} />
            ) : (
              <code className="block font-mono text-2xs break-all text-ink-2">{JSON.stringify(inner)}</code>
            )}
            <CheckField label={f.not} checked={negated} onChange={(not) => replace(index, not ? { not: inner } : inner)} />
          </fieldset>
        )
      })}
      <Button size="sm" className="justify-self-start" onClick={() => set([...parts, { window: 'open' }])}>
        <Plus size={13} aria-hidden="true" />
        {f.addCondition}
      </Button>
    </div>
  )
}

function LeafFields({ leaf, onChange }: { leaf: Leaf; onChange: (leaf: Leaf) => void }) {
  const v = words.automation.conditionValue
  const c = words.automation.condition
  const f = words.automation.form
  const split = (text: string) =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean)
  if ('window' in leaf)
    return (
      <SelectField
        label={c.window}
        value={leaf.window}
        options={[
          ['open', v.open],
          ['closed', v.closed],
        ]}
        onChange={(window) => onChange({ window })}
      />
    )
  if ('windowLeft' in leaf)
    return (
      <TextField
        label={c.windowLeft}
        type="number"
        value={String(leaf.windowLeft)}
        onChange={(text) => onChange({ windowLeft: Math.max(0, Number(text) || 0) })}
      />
    )
  if ('answer' in leaf)
    return (
      <TextField
        label={v.words}
        value={leaf.answer.words.join(', ')}
        onChange={(text) => onChange({ answer: { ...leaf.answer, words: text === '' ? [] : split(text) } })}
      />
    )
  if ('text' in leaf)
    return (
      <TextField
        label={v.words}
        value={leaf.text.words.join(', ')}
        onChange={(text) => onChange({ text: { ...leaf.text, words: text === '' ? [] : split(text) } })}
      />
    )
  if ('tag' in leaf) return <TextField label={c.tag} value={leaf.tag} onChange={(tag) => onChange({ tag })} />
  if ('attribute' in leaf)
    return (
      <div className="grid grid-cols-2 gap-2">
        <TextField label={c.attribute} value={leaf.attribute} onChange={(attribute) => onChange({ ...leaf, attribute })} />
        <TextField label={v.is} value={String(leaf.is ?? '')} onChange={(is) => onChange({ attribute: leaf.attribute, is })} />
      </div>
    )
  if ('consent' in leaf)
    return (
      <SelectField
        label={c.consent}
        value={leaf.is}
        options={(['in', 'out', 'unsaid'] as const).map((is) => [is, v[is]] as const)}
        onChange={(is) => onChange({ ...leaf, is })}
      />
    )
  if ('country' in leaf)
    return (
      <TextField
        label={c.country}
        placeholder={v.countries}
        value={leaf.country.join(', ')}
        onChange={(text) => onChange({ country: split(text.toUpperCase()) })}
      />
    )
  if ('assigned' in leaf)
    return (
      <SelectField
        label={c.assigned}
        value={leaf.assigned ? 'true' : 'false'}
        options={[
          ['true', v.true],
          ['false', v.false],
        ]}
        onChange={(assigned) => onChange({ assigned: assigned === 'true' })}
      />
    )
  if ('price' in leaf)
    return (
      <div className="grid grid-cols-2 gap-2">
        <SelectField
          label={f.messageKind}
          value={leaf.price}
          options={(['service', 'utility', 'marketing'] as const).map((price) => [price, v[price]] as const)}
          onChange={(price) => onChange({ ...leaf, price })}
        />
        <TextField label={c.price} value={leaf.most} onChange={(most) => onChange({ ...leaf, most })} />
      </div>
    )
  if ('data' in leaf)
    return (
      <div className="grid grid-cols-2 gap-2">
        <TextField label={v.path} value={leaf.data} onChange={(data) => onChange({ ...leaf, data })} />
        <TextField
          label={v.is}
          value={String(leaf.is ?? leaf.above ?? '')}
          onChange={(is) => onChange({ data: leaf.data, is })}
        />
      </div>
    )
  return <p className="text-xs text-ink-2">{v.hoursText}</p>
}
