import { clsx } from 'clsx'
import { FileUp, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { sampleAddress, uploadSample } from './template-api.ts'

const ACCEPTS = { IMAGE: 'image/jpeg,image/png', VIDEO: 'video/mp4', DOCUMENT: 'application/pdf' } as const
export type FileKind = keyof typeof ACCEPTS

/** The file that shows a reviewer what a header will hold: dropped or chosen, kept at the hub, given to Meta with the submission. */
export function SampleFile({
  kind,
  handle,
  invalid = false,
  testId,
  onChange,
}: {
  kind: FileKind
  handle: string | null
  invalid?: boolean
  testId?: string
  onChange: (handle: string | null) => void
}) {
  const t = words.templateDesk.editor
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [over, setOver] = useState(false)

  const take = async (file: File | undefined) => {
    if (!file) return
    setBusy(true)
    setError(null)
    try {
      onChange((await uploadSample(file)).handle)
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="mt-1.5 grid gap-1.5">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same */}
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void take(event.dataTransfer.files[0])
        }}
        className={clsx(
          'flex items-center gap-3 rounded-sm border border-dashed px-2.5 py-2',
          over ? 'border-accent bg-selected' : invalid ? 'border-danger' : 'border-line-strong',
        )}
      >
        {handle && kind === 'IMAGE' && handle.startsWith('sample:') ? (
          <img src={sampleAddress(handle)} alt={t.sampleFile} className="size-10 rounded-xs object-cover" />
        ) : (
          <FileUp size={18} className="text-ink-3" aria-hidden="true" />
        )}
        <p className="min-w-0 flex-1 text-xs">
          <b className="block font-medium" role="status">
            {busy ? t.uploading : handle ? t.sampleFile : t.dropHere}
          </b>
          <span className="text-ink-3">{t.fileKinds[kind]}</span>
        </p>
        <input
          ref={input}
          type="file"
          hidden
          accept={ACCEPTS[kind]}
          data-testid={testId}
          onChange={(event) => {
            void take(event.currentTarget.files?.[0])
            event.currentTarget.value = ''
          }}
        />
        <Button size="sm" disabled={busy} onClick={() => input.current?.click()}>
          {handle ? t.replaceFile : t.sampleFile}
        </Button>
        {handle && (
          <Button size="sm" look="ghost" icon aria-label={t.removeFile} title={t.removeFile} onClick={() => onChange(null)}>
            <Trash2 size={13} aria-hidden="true" />
          </Button>
        )}
      </div>
      {error !== null && <ProblemNotice error={error} />}
    </div>
  )
}
