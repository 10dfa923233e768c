import { templateLimits } from '@casement/platform'
import { useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { longDay } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { withCategory } from './definition.ts'
import { languageName } from './language-names.ts'
import type { TemplateName } from './names.ts'
import { type Beginning, type Category, createDraft, type Draft, useLockedNames } from './template-api.ts'

const CATEGORIES: readonly Category[] = ['UTILITY', 'MARKETING', 'AUTHENTICATION']
/** What a name becomes while it is typed: the form Meta asks for. */
export const asName = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .slice(0, templateLimits.name.length.value)

/** Name, language and category: what has to be known before the first word, and cannot be changed after the last. */
export function NewDialog({
  names,
  beginning = {},
  suggested = '',
  onClose,
  onMade,
}: {
  names: readonly TemplateName[]
  /** Content to begin with: of a duplicate, or from the library. */
  beginning?: Beginning
  suggested?: string
  onClose: () => void
  onMade: (draft: Draft) => void
}) {
  const t = words.templateDesk.create
  const wabas = useAccounts().data?.flatMap((portfolio) => portfolio.wabas) ?? []
  const [name, setName] = useState(suggested)
  const [language, setLanguage] = useState(beginning.language ?? 'en_GB')
  const [category, setCategory] = useState<Category>((beginning.category as Category | undefined) ?? 'UTILITY')
  const [wabaId, setWabaId] = useState(beginning.wabaId ?? '')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const account = wabaId || (wabas[0]?.id ?? null)
  const locked = useLockedNames(account).data?.find((one) => one.name === name)
  const taken = names.some((one) => one.name === name && (account === null || one.wabaId === account))
  const trouble = taken ? t.nameTaken : locked ? t.nameLocked(longDay(Date.parse(locked.until))) : null

  const begin = async () => {
    setBusy(true)
    setError(null)
    try {
      const codes = withCategory(
        { name, language, category: 'UTILITY', parameterFormat: 'POSITIONAL', components: [], ttlSeconds: null },
        category,
      )
      const content =
        beginning.components || beginning.from ? {} : category === 'AUTHENTICATION' ? { components: codes.components } : {}
      onMade(await createDraft({ ...content, ...beginning, name, language, category, ...(account ? { wabaId: account } : {}) }))
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <Dialog title={t.title} hint={t.hint} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (name !== '' && trouble === null) void begin()
        }}
      >
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.name}</span>
          <input
            className={`${fieldClass} h-8`}
            value={name}
            data-testid="template-name"
            aria-describedby="template-name-hint"
            aria-invalid={trouble !== null}
            autoComplete="off"
            onChange={(event) => setName(asName(event.currentTarget.value))}
          />
          <span
            id="template-name-hint"
            className={`text-xs ${trouble ? 'text-danger-text' : 'text-ink-3'}`}
            role={trouble ? 'alert' : undefined}
          >
            {trouble ?? t.nameHint}
          </span>
        </label>
        <label className="grid gap-1">
          <span className="text-xs font-medium">{t.language}</span>
          <select
            className={`${fieldClass} h-8`}
            value={language}
            data-testid="template-language"
            onChange={(event) => setLanguage(event.currentTarget.value)}
          >
            {templateLimits.language.codes.value.map((code) => (
              <option key={code} value={code}>
                {languageName(code)} ({code})
              </option>
            ))}
          </select>
        </label>
        {!beginning.from && (
          <fieldset className="grid gap-1">
            <legend className="mb-1 text-xs font-medium">{t.category}</legend>
            {CATEGORIES.map((one) => (
              <label key={one} className="flex cursor-pointer items-baseline gap-2 rounded-sm px-2 py-1 has-checked:bg-selected">
                <input
                  type="radio"
                  name="category"
                  checked={category === one}
                  onChange={() => setCategory(one)}
                  data-testid={`category-${one}`}
                  className="accent-(--accent)"
                />
                <b className="w-[104px] flex-none font-medium">{words.templateDesk.category[one]}</b>
                <span className="text-xs text-ink-2">{t.categories[one]}</span>
              </label>
            ))}
          </fieldset>
        )}
        {wabas.length > 1 && !beginning.from && (
          <label className="grid gap-1">
            <span className="text-xs font-medium">{t.account}</span>
            <select
              className={`${fieldClass} h-8`}
              value={account ?? ''}
              onChange={(event) => setWabaId(event.currentTarget.value)}
            >
              {wabas.map((waba) => (
                <option key={waba.id} value={waba.id}>
                  {waba.name ?? waba.id}
                </option>
              ))}
            </select>
          </label>
        )}
        {error !== null && <ProblemNotice error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.templateDesk.cancel}</Button>
          <Button type="submit" look="primary" disabled={name === '' || trouble !== null || busy} data-testid="begin-template">
            {t.begin}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
