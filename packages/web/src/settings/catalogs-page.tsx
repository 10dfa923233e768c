import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type Catalog, catalogsQuery } from '../catalogs/catalogs.ts'
import { exactTime, shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { ConfirmButton } from './confirm-button.tsx'
import { Check, Field, FormError, fixAt, useSaving } from './form.tsx'
import { cellClass, rowClass, Section, Table } from './section.tsx'

const t = words.settings.catalogs

/** Catalogues whose products were imported here, and the import. */
export function CatalogsPage() {
  const catalogs = useQuery(catalogsQuery)
  const mayChange = mayActAs(useSession().role, 'manager')
  return (
    <Section title={t.title} hint={t.hint}>
      {catalogs.isError && <ProblemNotice error={catalogs.error} onRetry={() => void catalogs.refetch()} />}
      {catalogs.data?.length === 0 && <Empty>{t.none}</Empty>}
      {catalogs.data && catalogs.data.length > 0 && (
        <Table label={t.title} columns={t.columns}>
          {catalogs.data.map((catalog) => (
            <CatalogRow key={catalog.id} catalog={catalog} mayChange={mayChange} />
          ))}
        </Table>
      )}
      {mayChange && <ImportForm />}
    </Section>
  )
}

function CatalogRow({ catalog, mayChange }: { catalog: Catalog; mayChange: boolean }) {
  const client = useQueryClient()
  const saving = useSaving()
  const forget = async () => {
    await request(`/v1/catalogs/${catalog.id}`, { method: 'DELETE' })
    await client.invalidateQueries({ queryKey: catalogsQuery.queryKey })
  }
  const at = Date.parse(catalog.changedAt)
  return (
    <tr className={rowClass} data-testid="catalog">
      <th scope="row" className={`${cellClass} text-start font-mono text-2xs font-text`} dir="ltr">
        {catalog.id}
      </th>
      <td className={cellClass}>{count(catalog.products)}</td>
      <td className={`${cellClass} text-ink-3`} title={exactTime(at)}>
        {shortTime(at, Date.now())}
      </td>
      <td className={`${cellClass} text-end whitespace-nowrap`}>
        {saving.error !== null && <ProblemNotice error={saving.error} />}
        {mayChange && (
          <ConfirmButton
            label={t.forget}
            confirm={t.forgetSure}
            testId="forget-catalog"
            onConfirm={() => void saving.run(forget)}
          />
        )}
      </td>
    </tr>
  )
}

type Taken = {
  readonly taken: number
  readonly rejected: number
  readonly problems: readonly { readonly line: number; readonly problem: string }[]
}

function ImportForm() {
  const client = useQueryClient()
  const saving = useSaving()
  const file = useRef<HTMLInputElement>(null)
  const [id, setId] = useState('')
  const [replace, setReplace] = useState(false)
  const [chosen, setChosen] = useState<File | null>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const load = async () => {
    setTaken(null)
    const body = { csv: await chosen?.text(), replace }
    setTaken(await request<Taken>(`/v1/catalogs/${encodeURIComponent(id.trim())}/import`, { method: 'POST', body }))
    await client.invalidateQueries({ queryKey: catalogsQuery.queryKey })
  }
  return (
    <form
      noValidate
      className="mt-5 grid max-w-[520px] gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void saving.run(load)
      }}
    >
      <Field label={t.id} hint={t.idHint} error={fixAt(saving.error, 'catalogId')}>
        {(control) => (
          <input
            {...control}
            dir="ltr"
            inputMode="numeric"
            data-testid="catalog-id"
            value={id}
            onChange={(event) => {
              setId(event.currentTarget.value)
              saving.touch()
            }}
          />
        )}
      </Field>
      <Field label={t.file} hint={t.fileHint} error={fixAt(saving.error, 'csv')}>
        {(control) => (
          <input
            {...control}
            ref={file}
            type="file"
            accept=".csv,.tsv,text/csv,text/tab-separated-values"
            data-testid="catalog-file"
            className={`${control.className} py-1`}
            onChange={(event) => {
              setChosen(event.currentTarget.files?.[0] ?? null)
              saving.touch()
            }}
          />
        )}
      </Field>
      <Check label={t.replace} checked={replace} onChange={setReplace} />
      <FormError error={saving.error} fields={['catalogId', 'csv']} />
      <div className="flex items-center gap-3">
        <Button
          look="primary"
          type="submit"
          disabled={saving.busy || id.trim() === '' || chosen === null}
          data-testid="catalog-import"
        >
          {saving.busy ? t.importing : t.import}
        </Button>
        {taken && (
          <span role="status" className="text-xs text-ink-2">
            {t.taken(taken.taken)} {taken.rejected > 0 && t.rejected(taken.rejected)}
          </span>
        )}
      </div>
      {taken && taken.problems.length > 0 && (
        <ul className="max-h-40 overflow-y-auto text-xs text-ink-2">
          {taken.problems.map(({ line, problem }) => (
            <li key={line}>{t.row(line, problem)}</li>
          ))}
        </ul>
      )}
    </form>
  )
}
