import { CircleAlert, File, RotateCw, X } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { phoneStage } from '../emulator/phone-stage.ts'
import { rendered } from '../messages/render.ts'
import { RenderedMessage } from '../messages/rendered-message.tsx'
import { words } from '../strings/words.ts'
import { FindingList } from './finding-list.tsx'
import type { Attachments } from './use-attachments.ts'

/** What hangs on the box: each file with its check and what was repaired, each other content as on the phone. */
export function AttachmentList({ list }: { list: Attachments }) {
  if (list.attachments.length === 0) return null
  return (
    <ul className="m-0 flex list-none flex-wrap gap-2 px-3 pt-3 pb-0">
      {list.attachments.map((attachment) => (
        <li
          key={attachment.key}
          data-testid="attachment"
          className="relative w-60 max-w-full overflow-hidden rounded-md bg-sunken p-2 pe-8 text-xs shadow-pane"
        >
          {attachment.kind === 'content' ? (
            <div className="-m-2 -me-8 bg-phone-wall p-2">
              <div className="overflow-hidden rounded-md bg-phone-in px-3 py-2 text-phone-ink">
                <RenderedMessage rendered={rendered(attachment.content)} stage={phoneStage} />
              </div>
            </div>
          ) : (
            <>
              <p className="flex items-center gap-1.5">
                {attachment.failure ? (
                  <CircleAlert size={14} className="flex-none text-danger-text" aria-hidden="true" />
                ) : (
                  <File size={14} className="flex-none text-ink-3" aria-hidden="true" />
                )}
                <span className="min-w-0 truncate font-medium">{attachment.name}</span>
              </p>
              {attachment.failure ? (
                <p role="alert" className="mt-1 text-danger-text">
                  {attachment.failure}{' '}
                  <button
                    type="button"
                    className="inline-flex items-center gap-1 underline"
                    onClick={() => list.again(attachment)}
                  >
                    <RotateCw size={11} aria-hidden="true" />
                    {words.desk.composer.retryUpload}
                  </button>
                </p>
              ) : attachment.media ? (
                <>
                  <p role="status" className="mt-1 text-ink-3">
                    {repaired(attachment.media.repairs) || words.desk.composer.ready}
                  </p>
                  <div className="-mx-3.5">
                    <FindingList findings={attachment.media.findings ?? []} />
                  </div>
                </>
              ) : (
                <progress
                  className="mt-1.5 h-1 w-full"
                  value={attachment.share}
                  aria-label={words.desk.composer.checking(attachment.name)}
                />
              )}
            </>
          )}
          <Button
            size="sm"
            icon
            look="ghost"
            className="absolute top-1 end-1 bg-surface/80"
            aria-label={words.desk.composer.removeAttachment(attachment.name)}
            onClick={() => list.remove(attachment.key)}
          >
            <X size={13} aria-hidden="true" />
          </Button>
        </li>
      ))}
    </ul>
  )
}

const repaired = (repairs: readonly string[] = []): string =>
  repairs.length > 0 ? words.desk.composer.repaired(repairs.join(', ')) : ''
