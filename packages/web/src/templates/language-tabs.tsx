import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { words } from '../strings/words.ts'
import { AddLanguage } from './add-language.tsx'
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
  children,
}: {
  languages: readonly LanguageOf[]
  /** Null while all are shown side by side. */
  current: string | null
  notes: Readonly<Record<string, { readonly text: string; readonly bad: boolean }>>
  onChoose: (language: string) => void
  /** Null where nobody may write. */
  onAdd: ((language: string, from: string) => void) | null
  children?: ReactNode
}) {
  const t = words.templateDesk.editor
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
      {onAdd && <AddLanguage languages={languages} from={current} onAdd={onAdd} />}
      {children}
    </div>
  )
}
