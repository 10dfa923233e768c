import { templateLimits } from '@casement/platform'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { Popover } from '../controls/popover.tsx'
import { words } from '../strings/words.ts'
import { languageName } from './language-names.ts'
import type { LanguageOf } from './names.ts'

/** Another language of the same name, beginning with the words of one that is there. */
export function AddLanguage({
  languages,
  from,
  onAdd,
}: {
  languages: readonly LanguageOf[]
  /** Whose words it begins with unless another is chosen; the first one's where null. */
  from: string | null
  onAdd: (language: string, from: string) => void
}) {
  const t = words.templateDesk.editor
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const [search, setSearch] = useState('')
  const there = new Set(languages.map((one) => one.language))
  const source = chosen ?? from ?? languages[0]?.language ?? ''
  const wanted = search.trim().toLowerCase()
  const free = templateLimits.language.codes.value.filter(
    (code) => !there.has(code) && `${languageName(code)} ${code}`.toLowerCase().includes(wanted),
  )
  return (
    <Popover
      label={t.addLanguage}
      align="start"
      open={open}
      onOpenChange={(opened) => {
        setOpen(opened)
        setSearch('')
      }}
      trigger={
        <Button look="ghost" size="sm" icon aria-label={t.addLanguage} title={t.addLanguage} data-testid="add-language">
          <Plus size={14} aria-hidden="true" />
        </Button>
      }
    >
      {languages.length > 1 && (
        <label className="mb-2 grid gap-1 text-xs text-ink-2">
          {t.addFrom}
          <select
            className={fieldClass}
            value={source}
            data-testid="add-language-from"
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {languages.map(({ language }) => (
              <option key={language} value={language}>
                {languageName(language)}
              </option>
            ))}
          </select>
        </label>
      )}
      <input
        type="search"
        aria-label={t.findLanguage}
        placeholder={t.findLanguage}
        className={`${fieldClass} mb-1 w-full`}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <ul className="m-0 max-h-[260px] list-none overflow-y-auto p-0">
        {free.map((code) => (
          <li key={code}>
            <button
              type="button"
              data-testid={`add-language-${code}`}
              className="flex w-full justify-between gap-3 rounded-sm px-2 py-1 text-start hover:bg-hover"
              onClick={() => {
                setOpen(false)
                onAdd(code, source)
              }}
            >
              {languageName(code)}
              <span className="text-xs text-ink-3">{code}</span>
            </button>
          </li>
        ))}
      </ul>
    </Popover>
  )
}
