import { fieldClass } from '../controls/dialog.tsx'
import { Notice } from '../controls/notice.tsx'
import { words } from '../strings/words.ts'
import type { Mapping, Preview } from './import-api.ts'

const TARGETS = ['phone', 'name', 'firstName', 'lastName', 'consent.marketing', 'consent.utility', 'ignore'] as const

/** What each column of a file becomes, and its first people with their numbers as they will be written to. */
export function MapColumns({
  preview,
  mapping,
  attribute,
  onChange,
}: {
  preview: Preview
  mapping: Mapping
  /** What a column becomes that is no field of a contact, in words. */
  attribute: (column: string) => string
  onChange: (mapping: Mapping) => void
}) {
  const t = words.imports
  return (
    <div className="grid gap-3">
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-xs">
          <caption className="sr-only">{t.columns}</caption>
          <thead>
            <tr className="text-start text-ink-3">
              <th className="pe-3 pb-1 text-start font-medium">{t.column}</th>
              <th className="pe-3 pb-1 text-start font-medium">{t.samples}</th>
              <th className="pb-1 text-start font-medium">{t.becomes}</th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map(({ name, target, samples }) => {
              const chosen = mapping.targets[name] ?? target ?? ''
              return (
                <tr key={name} className="border-t border-line">
                  <th scope="row" className="max-w-[160px] truncate py-1.5 pe-3 text-start font-medium">
                    {name}
                  </th>
                  <td className="max-w-[220px] truncate py-1.5 pe-3 text-ink-2">{samples.slice(0, 3).join(', ')}</td>
                  <td className="py-1.5">
                    <select
                      aria-label={t.becomesOf(name)}
                      data-testid={`column-${name}`}
                      className={`${fieldClass} h-[26px] max-w-[200px]`}
                      value={chosen}
                      onChange={(event) =>
                        onChange({ ...mapping, targets: { ...mapping.targets, [name]: event.currentTarget.value } })
                      }
                    >
                      {chosen === '' && <option value="">{t.undecided}</option>}
                      <option value={`attribute.${name.slice(0, 64)}`}>{attribute(name)}</option>
                      {TARGETS.map((one) => (
                        <option key={one} value={one}>
                          {t.targets[one]}
                        </option>
                      ))}
                    </select>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <label className="flex flex-wrap items-center gap-2 text-xs">
        <span className="font-medium">{t.country}</span>
        <input
          className={`${fieldClass} h-[26px] max-w-[56px] uppercase`}
          maxLength={2}
          data-testid="csv-country"
          value={mapping.country}
          onChange={(event) => onChange({ ...mapping, country: event.currentTarget.value.toUpperCase() })}
        />
        <span className="text-ink-3">{t.countryHint}</span>
      </label>
      {preview.problems.map((problem) => (
        <Notice key={problem}>{problem}</Notice>
      ))}
      {preview.rows.length > 0 && (
        <section aria-label={t.first}>
          <p className="mb-1 text-xs font-medium">{t.first}</p>
          <ul className="m-0 list-none p-0 text-xs" data-testid="csv-rows">
            {preview.rows.map((row) => (
              <li key={row.line} className="flex gap-3 border-t border-line py-1 first:border-0">
                {row.problem === undefined ? (
                  <>
                    <b className="w-[130px] font-medium">{row.phone}</b>
                    <span className="text-ink-2">{row.name}</span>
                  </>
                ) : (
                  <span className="text-danger-text">{t.badRow(row.line, row.problem)}</span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
