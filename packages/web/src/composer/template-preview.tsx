import { renderTemplate } from '@casement/rules'
import { useMemo } from 'react'
import { phoneStage } from '../emulator/phone-stage.ts'
import type { Content } from '../messages/messages.ts'
import { phoneTail, RenderedMessage } from '../messages/rendered-message.tsx'
import { words } from '../strings/words.ts'
import type { Template } from '../templates/templates.ts'

/** The message as the customer's phone will show it; what is still empty stands out. */
export function TemplatePreview({ template, content, at }: { template: Template; content: Content; at: number }) {
  const drawn = useMemo(() => renderTemplate(template, (content.template ?? {}) as object), [template, content])
  return (
    <figure className="m-0 p-3.5 pb-2" aria-label={words.composer.preview}>
      <div className="overflow-hidden rounded-md rounded-ss-[3px] bg-phone-in px-3 py-2 text-sm leading-[1.4] text-phone-ink shadow-[0_1px_1px_rgb(0_0_0/.08)]">
        <RenderedMessage
          rendered={drawn}
          stage={{ ...phoneStage, tail: phoneTail(at, 'float-end mt-1.5 -mb-0.5 ms-2.5 text-[10px] text-phone-ink-2') }}
        />
      </div>
    </figure>
  )
}
