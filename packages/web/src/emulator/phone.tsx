import { BatteryMedium, Phone as PhoneIcon, SendHorizontal, Signal, Wifi } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { platformNow, usePlatformNow } from '../clock/platform-clock.ts'
import { clockTime, daysBetween, dayTitle } from '../clock/time-words.ts'
import { initials } from '../controls/initials.ts'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { type Message, useMessages } from '../messages/messages.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import type { Customer } from './customer.ts'
import { customerCalls, customerWrites } from './emulator.ts'
import { PhoneBubble, type PhoneReply } from './phone-bubble.tsx'
import { onThePhone, shownAt } from './phone-chat.ts'
import { replyContent } from './reply-content.ts'
import { usePhoneReads } from './use-phone-reads.ts'

/** The customer's phone: their chat with the business as WhatsApp would draw it, and a line to write in. */
export function Phone({
  customer,
  reading,
  onProblem,
}: {
  customer: Customer
  reading: boolean
  onProblem: (problem: string | null) => void
}) {
  const { emulator, workspace } = useSession()
  const now = usePlatformNow('minute')
  const log = useMessages(customer.thread?.id ?? '', customer.thread !== null)
  const messages = log.data?.pages.flatMap((page) => page.data) ?? []
  const shown = onThePhone(messages)
  const [pending, setPending] = useState<readonly Message[]>([])
  const mine = pending.filter(
    (each) => each.threadId === customer.waId && !shown.some((message) => message.wamid === each.wamid || message.id === each.id),
  )
  const [text, setText] = useState('')
  usePhoneReads(customer, messages, reading)
  const end = useRef<HTMLDivElement>(null)
  const count = shown.length + mine.length
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line is the reason to scroll
  useEffect(() => void end.current?.scrollIntoView({ block: 'nearest' }), [count, customer.waId])

  const name = customer.name.split(' ')[0] ?? customer.name
  const write = async (label: string, content: object, line: string) => {
    if (!emulator) return
    const draft = inbound(customer.waId, line)
    setPending((before) => [...before, draft])
    try {
      const { id } = await customerWrites(label, customer.waId, { to: emulator.phoneNumberId, ...content })
      setPending((before) => before.map((each) => (each === draft ? { ...draft, wamid: id } : each)))
      onProblem(null)
    } catch (error) {
      setPending((before) => before.filter((each) => each !== draft))
      setText((typed) => typed || line)
      onProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const submit = () => {
    const body = text.trim()
    if (!body) return
    setText('')
    void write(words.action.wrote(name, body), { type: 'text', text: { body } }, body)
  }
  const reply = (answer: PhoneReply) => {
    const line = answer.kind === 'row' ? answer.row.title : answer.button.text
    void write(words.action.tapped(name, line), replyContent(answer), line)
  }

  return (
    <section
      aria-label={words.phone.of(customer.name)}
      className="phone-body mx-auto flex min-h-0 w-full max-w-[312px] flex-1 flex-col max-desk:max-w-none"
    >
      <div className="phone-screen flex min-h-0 flex-1 flex-col">
        <p className="flex justify-between bg-phone-bar px-5 pt-2 text-2xs font-strong max-desk:hidden">
          <span>{clockTime(now)}</span>
          <span className="flex gap-[5px]" aria-hidden="true">
            <Signal size={12} />
            <Wifi size={12} />
            <BatteryMedium size={12} />
          </span>
        </p>
        <div className="flex items-center gap-[9px] border-b border-[rgb(127_127_127/.16)] bg-phone-bar px-3.5 py-[9px]">
          <span
            aria-hidden="true"
            className="grid size-6 place-items-center rounded-full bg-[#6a408b] text-[10px] font-strong text-[#fff]"
          >
            {initials(workspace.name)}
          </span>
          <span className="min-w-0 flex-1 leading-[1.3]">
            <b className="block truncate font-medium">{workspace.name}</b>
            <span className="text-2xs text-phone-ink-2">{words.phone.business}</span>
          </span>
          <button
            type="button"
            aria-label={words.phone.call}
            title={words.phone.call}
            className="grid size-7 place-items-center rounded-full"
            onClick={() =>
              emulator &&
              void customerCalls(words.action.called(name), customer.waId, emulator.phoneNumberId).then(
                () => onProblem(null),
                (error: unknown) => onProblem(error instanceof Error ? error.message : String(error)),
              )
            }
          >
            <PhoneIcon size={14} aria-hidden="true" />
          </button>
        </div>
        <ScrollRegion role="log" label={words.phone.chat} className="flex min-h-0 flex-1 flex-col gap-1.5 px-2.5 py-3">
          <span className="flex-1" />
          {count === 0 && <p className="self-center py-4 text-center text-xs text-phone-ink-2">{words.phone.empty(name)}</p>}
          {shown.map((message, index) => (
            <PhoneLine key={message.id} message={message} before={shown[index - 1]} now={now} onReply={reply} />
          ))}
          {mine.map((message) => (
            <PhoneBubble key={message.id} message={message} onReply={reply} />
          ))}
          <div ref={end} />
        </ScrollRegion>
        <form
          className="flex items-center gap-2 bg-phone-bar px-3 pt-2 pb-3 text-phone-ink-2"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <input
            data-testid="phone-input"
            aria-label={words.phone.writeAs(name)}
            placeholder={words.phone.writeAs(name)}
            value={text}
            dir="auto"
            onChange={(event) => setText(event.currentTarget.value)}
            className="h-[30px] min-w-0 flex-1 rounded-full bg-phone-in px-3 text-xs text-phone-ink outline-none placeholder:text-phone-ink-2 focus-visible:shadow-[0_0_0_1.5px_var(--accent)] max-desk:h-9 max-desk:text-lg"
          />
          <button
            type="submit"
            data-testid="phone-send"
            aria-label={words.phone.send}
            disabled={text.trim() === ''}
            className="grid size-[30px] flex-none place-items-center rounded-full bg-phone-link text-phone-in disabled:opacity-40 max-desk:size-9"
          >
            <SendHorizontal size={14} aria-hidden="true" />
          </button>
        </form>
      </div>
    </section>
  )
}

function PhoneLine({
  message,
  before,
  now,
  onReply,
}: {
  message: Message
  before: Message | undefined
  now: number
  onReply: (reply: PhoneReply) => void
}) {
  const at = shownAt(message)
  const newDay = !before || daysBetween(shownAt(before), at) !== 0
  return (
    <>
      {newDay && (
        <p className="my-1 self-center rounded-full bg-phone-bar px-2 py-0.5 text-[10px] text-phone-ink-2">
          {dayTitle(at, now, words.day)}
        </p>
      )}
      <PhoneBubble message={message} onReply={onReply} />
    </>
  )
}

let drafts = 0
/** A line just written, until the hub tells it back. Kept under the customer, since the thread may not exist yet. */
const inbound = (waId: string, body: string): Message => ({
  id: `draft ${++drafts}`,
  threadId: waId,
  direction: 'in',
  type: 'text',
  message: { type: 'text', text: { body } },
  text: body,
  at: new Date(platformNow()).toISOString(),
  status: 'received',
  timeline: [],
  wamid: null,
})
