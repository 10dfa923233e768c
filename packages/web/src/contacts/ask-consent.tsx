import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { TemplateFields } from '../composer/template-fields.tsx'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'
import { canBeFilledHere, fieldsOf, missing, prefilled, templateContent, type Values } from '../templates/fields.ts'
import { type Template, useTemplates } from '../templates/templates.ts'
import type { Thread } from '../threads/threads.ts'

/** The first two buttons of a question: yes, then no. What stands in its text is filled in here. */
const asks = (template: Template): boolean => {
  const buttons = template.components.find(({ type }) => type.toUpperCase() === 'BUTTONS')?.buttons ?? []
  const [yes, no] = buttons.map(({ type }) => type.toUpperCase() === 'QUICK_REPLY')
  return Boolean(yes && no) && canBeFilledHere(template)
}
/** What it says to this person, as far as it is filled in. */
const textOf = (template: Template, values: Values): string =>
  (template.components.find(({ type }) => type.toUpperCase() === 'BODY')?.text ?? '').replace(
    /\{\{\s*(\w+)\s*\}\}/g,
    (hole, name) => values[`body.${name}`]?.trim() || hole,
  )

const componentsOf = (template: Template, values: Values): unknown[] => {
  const { components } = templateContent(template, values).template as { components?: unknown[] }
  return components ?? []
}

/** Asks a person for consent to marketing, in the thread they wrote in last: in words while the window is open, and by a template always. */
export function AskConsent({ contactId, threads }: { contactId: string; threads: readonly Thread[] }) {
  const t = words.people.page
  const from = threads[0]?.number.id
  const [wording, setWording] = useState<string | null>(null)
  const [templateId, setTemplateId] = useState('')
  const questions = useTemplates().data?.filter(asks) ?? []
  const template = questions.find(({ id }) => id === templateId)
  const [values, setValues] = useState<Values>({})
  const fields = template ? fieldsOf(template) : []
  const ask = useMutation({
    mutationFn: () =>
      request('/v1/consent/ask', {
        method: 'POST',
        body: {
          contactId,
          from,
          purposes: ['marketing'],
          ...(template
            ? { template: { name: template.name, language: template.language, components: componentsOf(template, values) } }
            : { wording: (wording ?? '').trim() }),
        },
      }),
    onSuccess: () => {
      setWording(null)
      setTemplateId('')
    },
  })
  if (!from) return null
  if (wording === null)
    return (
      <p className="mt-3 inline-flex items-center gap-2 pe-2">
        <Button size="sm" onClick={() => setWording('')} data-testid="ask-consent">
          {t.ask}
        </Button>
        <span role="status" className="text-xs text-ink-2">
          {ask.isSuccess ? t.asked : ''}
        </span>
      </p>
    )
  return (
    <form
      className="mt-3 grid max-w-[520px] gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        ask.mutate()
      }}
    >
      <label className="grid gap-1">
        <span className="text-xs font-medium">{t.askHow}</span>
        <select
          className={`${fieldClass} h-8`}
          data-testid="ask-by"
          value={template?.id ?? ''}
          onChange={(event) => {
            const chosen = questions.find(({ id }) => id === event.currentTarget.value)
            setTemplateId(chosen?.id ?? '')
            if (chosen) setValues(prefilled(fieldsOf(chosen), { name: threads[0]?.contact.name ?? null }))
          }}
        >
          <option value="">{t.askInWords}</option>
          {questions.map(({ id, name, language }) => (
            <option key={id} value={id}>
              {t.askByTemplate(name, language)}
            </option>
          ))}
        </select>
        {questions.length === 0 && <span className="text-xs text-ink-3">{t.askNoTemplate}</span>}
      </label>
      <label className="grid gap-1">
        <span className="text-xs font-medium">{t.askWording}</span>
        <textarea
          rows={2}
          className={`${fieldClass} py-1.5`}
          placeholder={t.askExample}
          maxLength={1_000}
          value={template ? textOf(template, values) : wording}
          // What a template asks is what it says.
          readOnly={template !== undefined}
          onChange={(event) => setWording(event.currentTarget.value)}
        />
        <span className="text-xs text-ink-3">{t.askHint}</span>
      </label>
      <TemplateFields fields={fields} values={values} onChange={setValues} />
      {ask.isError && <ProblemNotice error={ask.error} />}
      <span className="flex gap-2">
        <Button
          type="submit"
          size="sm"
          look="primary"
          disabled={(template ? missing(fields, values).length > 0 : wording.trim().length < 10) || ask.isPending}
        >
          {t.askGo}
        </Button>
        <Button size="sm" look="ghost" onClick={() => setWording(null)}>
          {words.desk.notes.cancel}
        </Button>
      </span>
    </form>
  )
}
