import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { JOBS } from '../contacts/jobs.ts'
import { uploadCsv } from '../contacts/upload-csv.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { locale, words } from '../strings/words.ts'
import { useConsentChange } from './consent-api.ts'

type Settings = { readonly stopMeans: 'marketing' | 'everything'; readonly confirmStops: boolean }
type Words = {
  readonly data: readonly { readonly language: string; readonly stop: readonly string[]; readonly start: readonly string[] }[]
}

export function Ends({ writes, admin }: { writes: boolean; admin: boolean }) {
  const t = words.consent.ends
  const client = useQueryClient()
  const settings = useQuery({
    queryKey: ['consent', 'settings'],
    queryFn: ({ signal }) => request<Settings>('/v1/settings', { signal }),
  })
  const known = useQuery({
    queryKey: ['consent', 'words'],
    queryFn: ({ signal }) => request<Words>('/v1/consent/words', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const change = useConsentChange((body: Partial<Settings>) => request('/v1/settings', { method: 'PATCH', body }))
  const file = useRef<HTMLInputElement>(null)
  const [error, setError] = useState<unknown>(null)
  const bring = async (chosen: File | undefined) => {
    if (!chosen) return
    setError(null)
    try {
      await uploadCsv('/v1/consent/suppression', chosen, { purpose: 'marketing' }, () => {})
      await client.invalidateQueries({ queryKey: JOBS })
    } catch (problem) {
      setError(problem)
    }
  }
  return (
    <div className="grid gap-6">
      <section aria-label={t.stop}>
        <h2 className="mb-2 font-strong">{t.stop}</h2>
        {settings.data &&
          (['marketing', 'everything'] as const).map((means) => (
            <label key={means} className="flex items-center gap-2 py-1">
              <input
                type="radio"
                name="stop-means"
                className="accent-(--accent)"
                disabled={!admin}
                checked={settings.data.stopMeans === means}
                onChange={() => change.mutate({ stopMeans: means })}
              />
              {t.means[means]}
            </label>
          ))}
        {settings.data && (
          <label className="flex items-center gap-2 py-1">
            <input
              type="checkbox"
              className="size-4 accent-(--accent)"
              disabled={!admin}
              checked={settings.data.confirmStops}
              onChange={(event) => change.mutate({ confirmStops: event.currentTarget.checked })}
              data-testid="confirm-stops"
            />
            {t.confirm}
          </label>
        )}
        {change.isError && <ProblemNotice error={change.error} />}
        <p className="mt-2 max-w-[68ch] text-xs text-ink-3">{t.moment}</p>
        <p className="mt-1 max-w-[68ch] text-xs text-ink-3">{t.platform}</p>
      </section>
      {writes && (
        <section aria-label={t.list}>
          <h2 className="mb-1 font-strong">{t.list}</h2>
          <p className="mb-2 max-w-[68ch] text-ink-2">{t.listHint}</p>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => file.current?.click()}>
              <Upload size={14} aria-hidden="true" />
              {t.bring}
            </Button>
            <input
              ref={file}
              type="file"
              accept=".csv,text/csv,text/plain"
              aria-label={t.bring}
              className="hidden"
              data-testid="suppression-file"
              onChange={(event) => {
                void bring(event.currentTarget.files?.[0])
                event.currentTarget.value = ''
              }}
            />
            <a href="/v1/consent/suppression" download className={buttonClass()}>
              <Download size={14} aria-hidden="true" />
              {t.save}
            </a>
          </div>
          {error !== null && <ProblemNotice error={error} className="mt-2" />}
        </section>
      )}
      <section aria-label={t.words}>
        <h2 className="mb-1 font-strong">{t.words}</h2>
        <p className="mb-2 max-w-[68ch] text-ink-2">{t.wordsHint}</p>
        <table className="w-full text-xs">
          <thead>
            <tr className="text-ink-3">
              <th className="w-32 py-1 text-start font-medium">{t.language}</th>
              <th className="py-1 text-start font-medium">{t.ending}</th>
              <th className="py-1 text-start font-medium">{t.resuming}</th>
            </tr>
          </thead>
          <tbody>
            {known.data?.data.map(({ language, stop, start }) => (
              <tr key={language} className="border-t border-line align-top">
                <th scope="row" className="py-1.5 pe-3 text-start font-medium">
                  {names.of(language) ?? language}
                </th>
                <td className="py-1.5 pe-3" lang={language} dir="auto">
                  {stop.join(', ')}
                </td>
                <td className="py-1.5" lang={language} dir="auto">
                  {start.join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}

const names = new Intl.DisplayNames([locale], { type: 'language' })
