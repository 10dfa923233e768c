import type { NodeOf } from '@casement/rules/automation'
import { useMemo, useState } from 'react'
import { TemplateFields } from '../composer/template-fields.tsx'
import { SelectField, TextField } from '../controls/fields.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { fieldsOf, templateContent, type Values } from '../templates/fields.ts'
import { type Template, useTemplates } from '../templates/templates.ts'

type Message = NodeOf<'send'>['message']
type Kind = 'text' | 'buttons' | 'template' | 'other'
type Buttons = { body: { text: string }; action: { buttons: { type: 'reply'; reply: { id: string; title: string } }[] } }

function kindOf(message: Message): Kind {
  if (message.type === 'text') return 'text'
  if (message.type === 'template') return 'template'
  return message.type === 'interactive' && (message.interactive as { type?: string })?.type === 'button' ? 'buttons' : 'other'
}

/** What a step sends: a text, a question with buttons, a template, or anything Meta takes. What was typed survives a change of kind. */
export function MessageField({ message, onChange }: { message: Message; onChange: (message: Message) => void }) {
  const f = words.automation.form
  const kind = kindOf(message)
  const [kept, setKept] = useState<Partial<Record<Kind, Message>>>({})
  const body = bodyOf(message)
  const become = (next: Kind) => {
    if (next === kind) return
    setKept({ ...kept, [kind]: message })
    onChange(kept[next] ?? newMessage(next, body))
  }
  return (
    <div className="grid gap-3">
      <Segmented
        label={f.messageKind}
        value={kind}
        segments={(['text', 'buttons', 'template', 'other'] as const).map((value) => ({ value, label: f.kinds[value] }))}
        onChange={become}
      />
      {kind === 'text' && (
        <TextField
          label={f.text}
          hint={f.textHint}
          lines={4}
          value={body}
          onChange={(text) => onChange(newMessage('text', text))}
        />
      )}
      {kind === 'buttons' && <ButtonsFields interactive={message.interactive as Buttons} onChange={onChange} />}
      {kind === 'template' && <TemplateChoice message={message} onChange={onChange} />}
      {kind === 'other' && <JsonField message={message} onChange={onChange} />}
    </div>
  )
}

const bodyOf = (message: Message): string => {
  const { body } = (message[message.type] ?? {}) as { body?: string | { text?: string } }
  return (typeof body === 'string' ? body : body?.text) ?? ''
}

function newMessage(kind: Kind, body: string): Message {
  if (kind === 'template') return { type: 'template', template: { name: '', language: { code: '' }, components: [] } }
  if (kind === 'buttons') return interactiveOf(body, ['', ''])
  if (kind === 'other') return { type: 'image', image: { link: 'https://' } }
  return { type: 'text', text: { body } }
}

const interactiveOf = (text: string, titles: readonly string[], ids: readonly string[] = []): Message => ({
  type: 'interactive',
  interactive: {
    type: 'button',
    body: { text },
    action: {
      buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: ids[index] ?? `button-${index + 1}`, title } })),
    },
  },
})

const MOST_BUTTONS = 3

function ButtonsFields({ interactive, onChange }: { interactive: Buttons; onChange: (message: Message) => void }) {
  const f = words.automation.form
  const replies = interactive.action.buttons.map(({ reply }) => reply)
  const titles = Array.from({ length: MOST_BUTTONS }, (_, index) => replies[index]?.title ?? '')
  const ids = replies.map(({ id }) => id)
  const set = (text: string, next: readonly string[]) => {
    const last = Math.max(1, next.findLastIndex((title) => title !== '') + 1)
    onChange(interactiveOf(text, next.slice(0, last), ids))
  }
  return (
    <>
      <TextField
        label={f.text}
        hint={f.textHint}
        lines={3}
        value={interactive.body.text}
        onChange={(text) => set(text, titles)}
      />
      {titles.map((title, index) => (
        <TextField
          // biome-ignore lint/suspicious/noArrayIndexKey: a button is its place
          key={index}
          label={f.button(index + 1)}
          value={title}
          onChange={(next) =>
            set(
              interactive.body.text,
              titles.map((each, at) => (at === index ? next : each)),
            )
          }
        />
      ))}
    </>
  )
}

function TemplateChoice({ message, onChange }: { message: Message; onChange: (message: Message) => void }) {
  const f = words.automation.form
  const templates = useTemplates()
  const used = message.template as { name?: string; language?: { code?: string } } | undefined
  const chosen = templates.data?.find(({ name, language }) => name === used?.name && language === used?.language?.code)
  const fields = useMemo(() => (chosen ? fieldsOf(chosen) : []), [chosen])
  const values = chosen ? valuesIn(chosen, message) : {}
  return (
    <>
      <SelectField
        label={f.template}
        value={chosen?.id ?? ''}
        options={[
          ['', f.chooseTemplate],
          ...(templates.data ?? []).map(({ id, name, language }) => [id, `${name} (${language})`] as const),
        ]}
        onChange={(id) => {
          const template = templates.data?.find((each) => each.id === id)
          if (template) onChange(templateContent(template, {}) as Message)
        }}
      />
      {chosen && fields.length > 0 && (
        <>
          <TemplateFields
            fields={fields}
            values={values}
            onChange={(next) => onChange(templateContent(chosen, next) as Message)}
          />
          <p className="text-2xs text-ink-3">{f.textHint}</p>
        </>
      )}
    </>
  )
}

const MARK = 'value of field '

/** The values that stand in a message, found by building the same message with a mark in place of each. */
function valuesIn(template: Template, message: Message): Values {
  const marks = Object.fromEntries(fieldsOf(template).map(({ id }) => [id, `${MARK}${id}`]))
  const values: Record<string, string> = {}
  const compare = (marked: unknown, actual: unknown): void => {
    if (typeof marked === 'string') {
      if (marked.startsWith(MARK) && typeof actual === 'string') values[marked.slice(MARK.length)] = actual
      return
    }
    if (typeof marked !== 'object' || marked === null || typeof actual !== 'object' || actual === null) return
    for (const [key, item] of Object.entries(marked)) compare(item, (actual as Record<string, unknown>)[key])
  }
  compare(templateContent(template, marks), message)
  return values
}

function JsonField({ message, onChange }: { message: Message; onChange: (message: Message) => void }) {
  const f = words.automation.form
  const [typed, setTyped] = useState(() => JSON.stringify(message, null, 2))
  const wrong = parsed(typed) === null
  return (
    <TextField
      label={f.json}
      value={typed}
      lines={6}
      mono
      hint={wrong ? f.jsonWrong : undefined}
      onChange={(text) => {
        setTyped(text)
        const next = parsed(text)
        if (next) onChange(next)
      }}
    />
  )
}

function parsed(text: string): Message | null {
  try {
    const value = JSON.parse(text) as Message
    return typeof value === 'object' && value !== null && typeof value.type === 'string' ? value : null
  } catch {
    return null
  }
}
