import type { Rendered } from '@casement/rules'
import { clsx } from 'clsx'
import { BatteryMedium, Camera, ChevronLeft, Mic, Plus, Signal, Wifi } from 'lucide-react'
import { clockTime } from '../clock/time-words.ts'
import { initials } from '../controls/initials.ts'
import { phoneStage } from '../emulator/phone-stage.ts'
import { words } from '../strings/words.ts'
import { phoneTail, RenderedMessage, type Stage } from './rendered-message.tsx'

export type PhoneLook = {
  readonly system: 'ios' | 'android'
  readonly dark: boolean
  /** The reader's phone is set to a language that is written from right to left. */
  readonly rightToLeft: boolean
}

/**
 * A message on the customer's phone, whole: the business on top, the wall behind, the bubble. One for template editor, builder,
 * composer and campaigns, so that all of them promise the same.
 */
export function PhonePreview({
  rendered,
  look,
  business,
  at,
  stage = {},
  className,
}: {
  rendered: Rendered
  look: PhoneLook
  business: string
  /** Platform time of the bubble and of the phone's own clock. */
  at: number
  stage?: Partial<Stage>
  className?: string
}) {
  const ios = look.system === 'ios'
  return (
    <figure
      aria-label={words.templateDesk.phone.preview}
      data-theme={look.dark ? 'dark' : 'light'}
      data-testid="phone-preview"
      data-system={look.system}
      className={clsx('phone-body m-0 flex w-full max-w-[312px] flex-col text-phone-ink', className)}
    >
      <div
        dir={look.rightToLeft ? 'rtl' : 'ltr'}
        className={clsx('phone-screen flex min-h-0 flex-1 flex-col', !ios && 'font-[Roboto,"Noto_Sans",var(--font-sans)]')}
      >
        <p className="flex justify-between bg-phone-bar px-5 pt-2 text-2xs font-strong" aria-hidden="true">
          <span>{clockTime(at)}</span>
          <span className="flex gap-[5px]">
            <Signal size={12} />
            <Wifi size={12} />
            <BatteryMedium size={12} />
          </span>
        </p>
        <div className="flex items-center gap-[9px] border-b border-[rgb(127_127_127/.16)] bg-phone-bar px-3 py-[9px]">
          <ChevronLeft size={16} aria-hidden="true" className="rtl:rotate-180" />
          <span
            aria-hidden="true"
            className={clsx(
              'grid size-7 flex-none place-items-center bg-[#6a408b] text-[10px] font-strong text-[#fff]',
              ios ? 'rounded-full' : 'rounded-[10px]',
            )}
          >
            {initials(business)}
          </span>
          <span className="min-w-0 flex-1 leading-[1.3]">
            <b className="block truncate font-medium">{business}</b>
            <span className="text-2xs text-phone-ink-2">{words.templateDesk.phone.business}</span>
          </span>
        </div>
        <div className="flex min-h-[280px] flex-1 flex-col overflow-y-auto px-2.5 py-3">
          <p className="mb-2 self-center rounded-full bg-phone-bar px-2 py-0.5 text-[10px] text-phone-ink-2">
            {words.templateDesk.phone.today}
          </p>
          <div
            className={clsx(
              'w-fit max-w-[88%] min-w-[55%] overflow-hidden bg-phone-in px-3 pt-[7px] pb-1.5 shadow-[0_1px_1px_rgb(0_0_0/.08)]',
              ios ? 'rounded-[14px] rounded-ss-[4px]' : 'rounded-[8px] rounded-ss-none',
            )}
          >
            <RenderedMessage
              rendered={rendered}
              stage={{
                ...phoneStage,
                tail: phoneTail(at, 'float-end mt-1.5 -mb-0.5 ms-2.5 text-[10px] text-phone-ink-2'),
                ...stage,
              }}
            />
          </div>
        </div>
        <p className="flex items-center gap-3 bg-phone-bar px-3 pt-2 pb-3 text-phone-ink-2" aria-hidden="true">
          <Plus size={16} />
          <span className="h-[26px] flex-1 rounded-full bg-phone-in" />
          {ios && <Camera size={15} />}
          <Mic size={15} />
        </p>
      </div>
    </figure>
  )
}
