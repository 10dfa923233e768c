import { clsx } from 'clsx'
import { Bold, Braces, Code, Italic, Strikethrough } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from 'react'
import { Button } from '../controls/button.tsx'
import { words } from '../strings/words.ts'
import { Counter } from './field-row.tsx'

const VARIABLE = /(\{\{[^{}]*\}\})/

/**
 * A text with variables, which stand out as chips and are deleted whole. It is a plain text field over a coloured copy of itself, so
 * that undo, selection, spelling and screen readers work as everywhere.
 */
export function VariableText({
  label,
  value,
  most,
  missing,
  flagged = [],
  invalid = false,
  formatting = false,
  rows = 1,
  newVariable,
  testId,
  onChange,
}: {
  label: string
  value: string
  most: number
  /** Variables that have no sample yet. */
  missing: ReadonlySet<string>
  /** Sentences that a finding speaks of. */
  flagged?: readonly string[]
  invalid?: boolean
  formatting?: boolean
  rows?: number
  /** Name of the next variable; null where no more fits. */
  newVariable: string | null
  testId?: string
  onChange: (value: string) => void
}) {
  const t = words.templateDesk.editor
  const field = useRef<HTMLTextAreaElement>(null)
  const colours = useMemo(() => coloured(value, missing, flagged), [value, missing, flagged])
  const text =
    'col-start-1 row-start-1 w-full px-2.5 py-1.5 text-md leading-[1.5] whitespace-pre-wrap [overflow-wrap:anywhere] [font-family:inherit] max-desk:text-lg'

  /** Puts text in place of the selection, in a way that undo knows. */
  const insert = (before: string, after = '') => {
    const area = field.current
    if (!area) return
    const { selectionStart, selectionEnd } = area
    const chosen = value.slice(selectionStart, selectionEnd)
    area.focus()
    const next = value.slice(0, selectionStart) + before + chosen + after + value.slice(selectionEnd)
    onChange(next)
    const at = selectionStart + before.length + (after === '' ? 0 : chosen.length)
    requestAnimationFrame(() => area.setSelectionRange(after === '' ? at : selectionStart + before.length, at))
  }
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (rows === 1 && event.key === 'Enter') event.preventDefault()
    if (formatting && (event.ctrlKey || event.metaKey)) {
      const mark = { b: '*', i: '_' }[event.key.toLowerCase()]
      if (mark) {
        event.preventDefault()
        insert(mark, mark)
      }
    }
    const { selectionStart: at, selectionEnd } = event.currentTarget
    if (event.key === 'Backspace' && at === selectionEnd && value.slice(0, at).endsWith('}}')) {
      const start = value.slice(0, at).lastIndexOf('{{')
      if (start !== -1) {
        event.preventDefault()
        onChange(value.slice(0, start) + value.slice(at))
        const area = event.currentTarget
        requestAnimationFrame(() => area.setSelectionRange(start, start))
      }
    }
  }

  return (
    <div
      className={clsx(
        'rounded-sm bg-surface dark:bg-sunken',
        'focus-within:shadow-[inset_0_0_0_1.5px_var(--accent)]',
        invalid ? 'shadow-[inset_0_0_0_1.5px_var(--danger)]' : 'shadow-[inset_0_0_0_1px_var(--line-strong)]',
      )}
    >
      <div className="grid">
        <div aria-hidden="true" dir="auto" className={clsx(text, 'pointer-events-none text-ink')}>
          {colours}
          {/* A line that ends the text needs something to stand on. */}
          {'\u200b'}
        </div>
        <textarea
          ref={field}
          aria-label={label}
          aria-invalid={invalid}
          value={value}
          rows={rows}
          dir="auto"
          spellCheck
          data-testid={testId}
          onKeyDown={press}
          onChange={(event) => onChange(rows === 1 ? event.currentTarget.value.replace(/\n/g, ' ') : event.currentTarget.value)}
          className={clsx(
            text,
            'resize-none overflow-hidden bg-transparent text-transparent caret-(--ink) outline-none focus-visible:shadow-none',
          )}
        />
      </div>
      <div className="flex min-h-7 items-center gap-0.5 px-1.5 pb-1">
        {formatting && (
          <>
            <Mark label={t.bold} Icon={Bold} onClick={() => insert('*', '*')} />
            <Mark label={t.italic} Icon={Italic} onClick={() => insert('_', '_')} />
            <Mark label={t.strike} Icon={Strikethrough} onClick={() => insert('~', '~')} />
            <Mark label={t.mono} Icon={Code} onClick={() => insert('```', '```')} />
          </>
        )}
        {newVariable !== null && (
          <Button
            look="ghost"
            size="sm"
            onClick={() => insert(`{{${newVariable}}}`)}
            data-testid={testId && `${testId}-variable`}
          >
            <Braces size={13} aria-hidden="true" />
            {t.addVariable}
          </Button>
        )}
        <Counter used={value.length} of={most} className="ms-auto pe-1" />
      </div>
    </div>
  )
}

function Mark({ label, Icon, onClick }: { label: string; Icon: typeof Bold; onClick: () => void }) {
  return (
    <Button look="ghost" size="sm" icon aria-label={label} title={label} onClick={onClick}>
      <Icon size={13} aria-hidden="true" />
    </Button>
  )
}

/** The text with its chips and flagged sentences. Nothing here may change the width of a letter. */
function coloured(value: string, missing: ReadonlySet<string>, flagged: readonly string[]): ReactNode[] {
  const pieces = splitAt(value, flagged)
  return pieces.flatMap(({ text, flag }, at) =>
    text.split(VARIABLE).map((piece, index) => {
      const key = `${at} ${index}`
      if (index % 2 === 1) {
        const name = piece.slice(2, -2).trim()
        return (
          <mark
            key={key}
            className={clsx(
              'rounded-[4px]',
              missing.has(name)
                ? 'bg-danger-tint text-danger-text shadow-[0_0_0_1px_var(--danger)]'
                : 'bg-accent-tint text-accent shadow-[0_0_0_1px_var(--accent-line)]',
            )}
          >
            {piece}
          </mark>
        )
      }
      return flag ? (
        <span key={key} className="bg-warn-tint underline decoration-(--warn) decoration-wavy underline-offset-2">
          {piece}
        </span>
      ) : (
        piece
      )
    }),
  )
}

function splitAt(value: string, flagged: readonly string[]): { text: string; flag: boolean }[] {
  let pieces = [{ text: value, flag: false }]
  for (const sentence of flagged) {
    if (sentence.trim() === '') continue
    pieces = pieces.flatMap((piece) => {
      const at = piece.flag ? -1 : piece.text.indexOf(sentence)
      if (at === -1) return [piece]
      return [
        { text: piece.text.slice(0, at), flag: false },
        { text: sentence, flag: true },
        { text: piece.text.slice(at + sentence.length), flag: false },
      ]
    })
  }
  return pieces.filter((piece) => piece.text !== '')
}
