import { useEffect, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { queryClient } from '../http/query-client.ts'
import { ChooseFile } from '../imports/choose-file.tsx'
import { type Mapping, noMapping, uploadFile, useJob, usePreview } from '../imports/import-api.ts'
import { JobProgress } from '../imports/job-progress.tsx'
import { MapColumns } from '../imports/map-columns.tsx'
import { words } from '../strings/words.ts'
import type { AudienceFile as Stored } from './campaign-api.ts'

/** The people of a draft from a file: chosen, its columns mapped, uploaded, read. What was uploaded stays when one comes back. */
export function AudienceFile({ id, stored }: { id: string | null; stored: Stored | null }) {
  const t = words.campaign.audience
  const [file, setFile] = useState<File | null>(null)
  const [mapping, setMapping] = useState<Mapping>(noMapping)
  const [sent, setSent] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const preview = usePreview(file, mapping)
  const job = useJob(file === null && sent === null ? (stored?.job ?? null) : null).data
  const ended = job?.state === 'done' || job?.state === 'failed'
  useEffect(() => {
    if (ended) void queryClient.invalidateQueries({ queryKey: ['campaigns', id] })
  }, [ended, id])

  const upload = async () => {
    if (!file || !id) return
    setSent(0)
    setError(null)
    try {
      await uploadFile(`/v1/campaigns/${id}/audience`, file, mapping, setSent)
      await queryClient.invalidateQueries({ queryKey: ['campaigns', id] })
      setFile(null)
    } catch (problem) {
      setError(problem)
    } finally {
      setSent(null)
    }
  }
  if (file === null)
    return (
      <div className="grid max-w-[560px] gap-3">
        {stored && (
          <div className="grid gap-2 rounded-md bg-sunken p-3">
            <p className="font-medium">{stored.name ?? t.file}</p>
            <JobProgress id={stored.job} job={job ?? stored} />
          </div>
        )}
        <ChooseFile
          onFile={(chosen) => {
            setFile(chosen)
            setMapping(noMapping)
          }}
        />
      </div>
    )
  return (
    <div className="grid gap-3">
      <p className="flex flex-wrap items-center gap-3">
        <b className="font-medium">{file.name}</b>
        <Button size="sm" look="ghost" disabled={sent !== null} onClick={() => setFile(null)}>
          {words.imports.another}
        </Button>
      </p>
      {preview.isError && <ProblemNotice error={preview.error} />}
      {preview.data && !preview.isError && (
        <MapColumns preview={preview.data} mapping={mapping} attribute={t.column} onChange={setMapping} />
      )}
      {error !== null && <ProblemNotice error={error} />}
      {sent !== null && (
        <progress aria-label={t.uploading} className="h-2 w-full max-w-[560px] accent-(--accent)" max={1} value={sent} />
      )}
      <p className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          data-testid="csv-upload"
          disabled={id === null || sent !== null || !preview.data || preview.isError || preview.data.problems.length > 0}
          onClick={() => void upload()}
        >
          {t.upload}
        </Button>
        {id === null && <span className="text-xs text-ink-2">{t.nameFirst}</span>}
      </p>
    </div>
  )
}
