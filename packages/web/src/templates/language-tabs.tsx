import { templateLimits } from '@casement/platform'
import { clsx } from 'clsx'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Popover } from '../controls/popover.tsx'
import { words } from '../strings/words.ts'
import { languageName } from './language-names.ts'
import type { LanguageOf } from './names.ts'
import { StateDot } from './state-dot.tsx'

/** The languages of a name, each with what wants doing or is missing beside the first one's parts. */
export function LanguageTabs({
  languages,
  current,
  notes,
  onChoose,
  onAdd,
}: {
  languages: readonly LanguageOf[]
  current: string
  notes: Readonly<Record<string, { readonly text: string; readonly bad: boolean }>>
  onChoose: (language: string) => void
  /** Null where nobody may write. */
  onAdd: ((language: string) => void) | null
}) {
  const t = words.templateDesk.editor
  const [adding, setAdding] = useState(false)
  const there = new Set(languages.map((one) => one.language))
  return (
    <div className="flex flex-none items-center gap-1 overflow-x-auto border-b border-line px-4">
      <nav aria-label={t.languages} className="flex">
        {languages.map((one) => {
          const note = notes[one.language]
          return (
            <button
              key={one.language}
              type="button"
              aria-current={one.language === current ? 'page' : undefined}
              data-testid={`language-${one.language}`}
              onClick={() => onChoose(one.language)}
              className={clsx(
                'flex h-10 flex-none items-center gap-2 border-b-2 px-3 whitespace-nowrap',
                one.language === current ? 'border-ink font-medium' : 'border-transparent text-ink-2 hover:text-ink',
              )}
            >
              <StateDot state={one.draft ? 'draft' : one.state} />
              {languageName(one.language)}
              <span className="sr-only">, {words.templateDesk.state[one.draft ? 'draft' : one.state]}</span>
              {note && (
                <span className={clsx('text-xs font-text', note.bad ? 'text-danger-text' : 'text-ink-3')}>{note.text}</span>
              )}
            </button>
          )
        })}
      </nav>
      {onAdd && (
        <Popover
          label={t.addLanguage}
          align="start"
          open={adding}
          onOpenChange={setAdding}
          trigger={
            <Button look="ghost" size="sm" icon aria-label={t.addLanguage} title={t.addLanguage} data-testid="add-language">
              <Plus size={14} aria-hidden="true" />
            </Button>
          }
        >
          <ul className="m-0 max-h-[300px] list-none overflow-y-auto p-0">
            {templateLimits.language.codes.value
              .filter((code) => !there.has(code))
              .map((code) => (
                <li key={code}>
                  <button
                    type="button"
                    data-testid={`add-language-${code}`}
                    className="flex w-full justify-between gap-3 rounded-sm px-2 py-1 text-start hover:bg-hover"
                    onClick={() => {
                      setAdding(false)
                      onAdd(code)
                    }}
                  >
                    {languageName(code)}
                    <span className="text-xs text-ink-3">{code}</span>
                  </button>
                </li>
              ))}
          </ul>
        </Popover>
      )}
    </div>
  )
}
