import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Dialog, fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ChooseFile } from '../imports/choose-file.tsx'
import { words } from '../strings/words.ts'
import { JOBS } from './jobs.ts'
import { type ColumnTarget, guessTarget, mapOf, readColumns, TARGETS } from './read-columns.ts'
import { uploadCsv } from './upload-csv.ts'

const HEAD_BYTES = 65_536
type Read = { readonly file: File; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }

/** A file becomes contacts: which column is what, and what people agreed to. The work itself is a job of the hub's. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = words.people.importing
  const client = useQueryClient()
  const [read, setRead] = useState<Read | null>(null)
  const [targets, setTargets] = useState<readonly ColumnTarget[]>([])
  const [country, setCountry] = useState('')
  const [wording, setWording] = useState('')
  const [share, setShare] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [trouble, setTrouble] = useState('')

  const choose = async (file: File | undefined) => {
    if (!file) return
    const found = readColumns(await file.slice(0, HEAD_BYTES).text())
    setTrouble(found ? '' : t.reading)
    setRead(found ? { file, ...found } : null)
    setTargets(found?.header.map(guessTarget) ?? [])
  }
  const consenting = targets.some((target) => target.startsWith('consent.'))
  const missing = !read
    ? null
    : targets.filter((target) => target === 'phone').length !== 1
      ? t.noPhone
      : consenting && wording.trim() === ''
        ? t.noWording
        : null
  const start = async () => {
    if (!read || missing) return
    setShare(0)
    setError(null)
    try {
      await uploadCsv('/v1/contacts/import', read.file, { map: mapOf(read.header, targets), country, wording }, setShare)
      await client.invalidateQueries({ queryKey: JOBS })
      onClose()
    } catch (problem) {
      setError(problem)
      setShare(null)
    }
  }
  return (
    <Dialog title={t.title} hint={t.hint} onClose={onClose} width={620}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          void start()
        }}
      >
        <ChooseFile testId="import-file" chosen={read?.file.name} onFile={(file) => void choose(file)} />
        {trouble && <p className="text-xs text-danger-text">{trouble}</p>}
        {read && (
          <div className="overflow-x-auto">
            <table className="w-full text-xs">
              <thead>
                <tr className="text-start text-ink-3">
                  <th className="py-1 pe-3 text-start font-medium">{t.column}</th>
                  <th className="py-1 pe-3 text-start font-medium">{t.becomes}</th>
                  <th className="py-1 text-start font-medium">{t.sample}</th>
                </tr>
              </thead>
              <tbody>
                {read.header.map((column, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  <tr key={at} className="border-t border-line">
                    <th scope="row" className="max-w-40 truncate py-1.5 pe-3 text-start font-medium">
                      {column}
                    </th>
                    <td className="py-1.5 pe-3">
                      <select
                        aria-label={t.as(column)}
                        className={`${fieldClass} h-7`}
                        value={targets[at]}
                        onChange={(event) => setTargets(targets.with(at, event.currentTarget.value as ColumnTarget))}
                      >
                        {TARGETS.map((target) => (
                          <option key={target} value={target}>
                            {t.targets[target]}
                          </option>
                        ))}
                      </select>
                    </td>
                    <td className="max-w-48 truncate py-1.5 text-ink-3">
                      {read.rows
                        .map((row) => row[at] ?? '')
                        .filter(Boolean)
                        .join(', ')}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {read && (
          <label className="grid gap-1">
            <span className="text-xs font-medium">{t.country}</span>
            <input
              className={`${fieldClass} h-8 max-w-24`}
              value={country}
              maxLength={2}
              onChange={(event) => setCountry(event.currentTarget.value.toUpperCase())}
            />
          </label>
        )}
        {consenting && (
          <label className="grid gap-1">
            <span className="text-xs font-medium">{t.wording}</span>
            <textarea
              rows={2}
              className={`${fieldClass} py-1.5`}
              value={wording}
              maxLength={1_000}
              data-testid="import-wording"
              onChange={(event) => setWording(event.currentTarget.value)}
            />
            <span className="text-xs text-ink-3">{t.wordingHint}</span>
          </label>
        )}
        {error !== null && <ProblemNotice error={error} />}
        <div className="flex items-center gap-3">
          <Button type="submit" look="primary" disabled={!read || missing !== null || share !== null} data-testid="import-start">
            {t.start}
          </Button>
          <span role="status" className="text-xs text-ink-2">
            {share === null ? missing : t.sending(String(Math.round(share * 100)))}
          </span>
        </div>
      </form>
    </Dialog>
  )
}
