import { templateLimits } from '@casement/platform'
import { clsx } from 'clsx'
import { ArrowDown, ArrowUp, GripVertical, Plus, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { words } from '../strings/words.ts'
import { ButtonFields } from './button-fields.tsx'
import { added, lawfulPlaces, moved, type Button as TemplateButton } from './definition.ts'
import { FieldRow, FindingLines, type Repairable, type Repairs } from './field-row.tsx'

const limits = templateLimits.buttons
const MOST: Readonly<Record<string, number>> = {
  QUICK_REPLY: limits.quickReplies.value,
  URL: limits.urls.value,
  PHONE_NUMBER: limits.phoneNumbers.value,
  COPY_CODE: limits.copyCodes.value,
  FLOW: limits.flows.value,
  CATALOG: 1,
  MPM: 1,
}
const ONE_MARKED = ['CATALOG', 'MPM']

export const newButton = (type: string): TemplateButton => {
  const text = words.templateDesk.editor.newLabels[type]
  if (type === 'URL') return { type, text: text ?? '', url: 'https://' }
  if (type === 'PHONE_NUMBER') return { type, text: text ?? '', phone_number: '' }
  if (type === 'COPY_CODE') return { type, example: '' }
  if (type === 'FLOW') return { type, text: text ?? '', flow_id: '' }
  return { type, text: text ?? '' }
}

/** The buttons in their order. They are moved by dragging or with the arrow keys, to where the platform allows them. */
export function ButtonsField({
  buttons,
  kinds = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'FLOW'],
  most = limits.total.value,
  path,
  label = words.templateDesk.editor.buttons,
  findings,
  onRepair,
  onChange,
}: {
  buttons: readonly TemplateButton[]
  kinds?: readonly string[]
  most?: number
  /** Where the buttons stand, such as `components[3]`. */
  path: string
  label?: string
  findings: readonly Repairable[]
  onRepair: Repairs
  onChange: (buttons: readonly TemplateButton[]) => void
}) {
  const t = words.templateDesk.editor
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const [told, setTold] = useState('')
  const list = useRef<HTMLOListElement>(null)
  const places = dragged === null ? [] : lawfulPlaces(buttons, dragged)

  const kindName = (type: string) => t.kinds[type.toUpperCase()] ?? type
  const labelOf = (button: TemplateButton) => button.text || kindName(button.type)
  const move = (from: number, to: number) => {
    const button = buttons[from]
    if (!button || to < 0 || to >= buttons.length) return
    onChange(moved(buttons, from, to))
    setTold(t.movedTo(labelOf(button), to + 1, buttons.length))
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLElement>('[data-handle]')[to]?.focus())
  }
  /** The next lawful place in a direction. */
  const step = (from: number, direction: -1 | 1) => {
    const to = lawfulPlaces(buttons, from)
      .filter((place) => Math.sign(place - from) === direction)
      .sort((a, b) => Math.abs(a - from) - Math.abs(b - from))[0]
    if (to === undefined) setTold(t.cannotMove)
    else move(from, to)
  }
  const count = (type: string) => buttons.filter((button) => button.type.toUpperCase() === type).length
  const addable = kinds.filter((type) => count(type) < (MOST[type] ?? most))

  return (
    <FieldRow label={label} hint={t.buttonsCount(buttons.length, most)}>
      <ol ref={list} className="m-0 grid list-none gap-1.5 p-0">
        {buttons.map((button, at) => {
          const own = findings.filter((finding) => finding.path.startsWith(`${path}.buttons[${at}]`))
          const lawful = places.includes(at)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may say the same
            <li key={at}>
              {/* biome-ignore lint/a11y/noStaticElementInteractions: the handle inside moves it by keys */}
              <div
                data-testid="template-button"
                className={clsx(
                  'flex flex-wrap items-center gap-2 rounded-sm py-1 pe-1 ps-0.5',
                  own.some((finding) => finding.severity === 'error')
                    ? 'shadow-[inset_0_0_0_1.5px_var(--danger)]'
                    : 'shadow-[inset_0_0_0_1px_var(--line-strong)]',
                  over === at && lawful && 'bg-selected',
                  dragged !== null && dragged !== at && !lawful && 'opacity-50',
                )}
                onDragOver={(event) => {
                  if (!lawful) return
                  event.preventDefault()
                  setOver(at)
                }}
                onDrop={(event) => {
                  event.preventDefault()
                  if (dragged !== null && lawful) move(dragged, at)
                  setDragged(null)
                  setOver(null)
                }}
              >
                <button
                  type="button"
                  data-handle
                  draggable
                  aria-label={t.moveButton(labelOf(button))}
                  title={t.moveButton(labelOf(button))}
                  className="grid size-7 flex-none cursor-grab place-items-center rounded-xs text-ink-3 hover:text-ink"
                  onDragStart={(event) => {
                    event.dataTransfer.effectAllowed = 'move'
                    setDragged(at)
                  }}
                  onDragEnd={() => {
                    setDragged(null)
                    setOver(null)
                  }}
                  onKeyDown={(event) => {
                    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
                    event.preventDefault()
                    step(at, event.key === 'ArrowUp' ? -1 : 1)
                  }}
                >
                  <GripVertical size={14} aria-hidden="true" />
                </button>
                <span className="w-[88px] flex-none truncate text-xs text-ink-2">{kindName(button.type)}</span>
                <ButtonFields button={button} at={at} findings={own} onChange={(next) => onChange(buttons.with(at, next))} />
                <span className="ms-auto flex flex-none desk:hidden">
                  <Button
                    look="ghost"
                    size="sm"
                    icon
                    aria-label={`${t.moveButton(labelOf(button))} ↑`}
                    onClick={() => step(at, -1)}
                  >
                    <ArrowUp size={13} aria-hidden="true" />
                  </Button>
                  <Button
                    look="ghost"
                    size="sm"
                    icon
                    aria-label={`${t.moveButton(labelOf(button))} ↓`}
                    onClick={() => step(at, 1)}
                  >
                    <ArrowDown size={13} aria-hidden="true" />
                  </Button>
                </span>
                <Button
                  look="ghost"
                  size="sm"
                  icon
                  aria-label={t.removeButton(labelOf(button))}
                  title={t.removeButton(labelOf(button))}
                  onClick={() => onChange(buttons.toSpliced(at, 1))}
                >
                  <Trash2 size={13} aria-hidden="true" />
                </Button>
              </div>
              <FindingLines findings={own} onRepair={onRepair} />
            </li>
          )
        })}
      </ol>
      <p role="status" className="sr-only">
        {told}
      </p>
      <FindingLines findings={findings.filter((finding) => !finding.path.startsWith(`${path}.buttons[`))} onRepair={onRepair} />
      {buttons.length < most && addable.length > 0 && !buttons.some(({ type }) => ONE_MARKED.includes(type.toUpperCase())) && (
        <div className={clsx(buttons.length > 0 && 'mt-1.5')}>
          <Menu
            label={t.addButton}
            trigger={
              <Button size="sm" data-testid="add-button">
                <Plus size={13} aria-hidden="true" />
                {t.addButton}
              </Button>
            }
          >
            {addable.map((type) => (
              <MenuItem key={type} onSelect={() => onChange(added(buttons, newButton(type)))}>
                {kindName(type)}
              </MenuItem>
            ))}
          </Menu>
        </div>
      )}
    </FieldRow>
  )
}
