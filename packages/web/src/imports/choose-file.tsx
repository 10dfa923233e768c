import { clsx } from 'clsx'
import { FileSpreadsheet } from 'lucide-react'
import { useState } from 'react'
import { words } from '../strings/words.ts'

/** Where a CSV file is dropped or chosen. */
export function ChooseFile({
  onFile,
  chosen,
  testId = 'csv-file',
}: {
  onFile: (file: File) => void
  /** The name of the file that was taken. */
  chosen?: string | undefined
  testId?: string
}) {
  const t = words.imports
  const [over, setOver] = useState(false)
  return (
    <label
      className={clsx(
        'grid cursor-pointer justify-items-center gap-1 rounded-md border border-dashed px-4 py-6 text-center focus-within:border-accent hover:bg-hover',
        over ? 'border-accent bg-selected' : 'border-line-strong',
      )}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (file) onFile(file)
      }}
    >
      <FileSpreadsheet size={22} aria-hidden="true" className="text-ink-3" />
      <span className="font-medium">{chosen ?? t.choose}</span>
      <span className="text-xs text-ink-3">{t.chooseHint}</span>
      <input
        type="file"
        accept=".csv,.txt,text/csv"
        data-testid={testId}
        className="sr-only"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          if (file) onFile(file)
          event.currentTarget.value = ''
        }}
      />
    </label>
  )
}
