import { words } from '../strings/words.ts'
import type { Field, Values } from '../templates/fields.ts'

/** The placeholders of a template as fields, each labelled with where it stands. */
export function TemplateFields({
  fields,
  values,
  onChange,
}: {
  fields: readonly Field[]
  values: Values
  onChange: (values: Values) => void
}) {
  if (fields.length === 0) return null
  const cards = Math.max(...fields.map((field) => field.card ?? -1)) + 1
  return (
    <fieldset className="grid gap-2 px-3.5 pt-1 pb-3.5" aria-label={words.composer.fields}>
      {fields.map((field) => (
        <label key={field.id} className="grid gap-0.5 text-2xs text-phone-ink-2">
          {field.card !== undefined && `${words.desk.cards.card(field.card + 1, cards)}: `}
          {labelOf(field)}
          <input
            value={values[field.id] ?? ''}
            data-testid="template-field"
            data-field={field.id}
            dir="auto"
            {...(field.part === 'offer-end'
              ? { type: 'datetime-local' }
              : field.media
                ? { type: 'url', placeholder: 'https://' }
                : { placeholder: field.sample ? words.composer.suchAs(field.sample) : '' })}
            onChange={(event) => onChange({ ...values, [field.id]: event.currentTarget.value })}
            className="h-[30px] w-full rounded-sm bg-surface px-2.5 text-sm text-ink shadow-[inset_0_0_0_1px_var(--line-strong)] outline-none focus:shadow-[inset_0_0_0_1.5px_var(--accent)] max-desk:text-lg"
          />
        </label>
      ))}
    </fieldset>
  )
}

function labelOf(field: Field): string {
  if (field.part === 'header-media') return words.composer.mediaField[field.media ?? 'image']
  if (field.part === 'button-url') return words.composer.linkField(field.name, field.before)
  if (field.part === 'button-code') return words.composer.codeField(field.name)
  const own = words.desk.composer.templateFields[field.part as keyof typeof words.desk.composer.templateFields]
  if (own) return own
  if (!/^\d+$/.test(field.name)) return field.name.replaceAll('_', ' ')
  const before = field.before
    .replaceAll(/\{\{[^}]*\}\}/g, '…')
    .split(' ')
    .slice(-3)
    .join(' ')
  return before ? words.composer.fieldAfter(field.name, before) : words.composer.fieldNumber(field.name)
}
