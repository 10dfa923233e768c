import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { AlarmClock, Check, ChevronLeft, Ellipsis, PanelRight, RotateCcw, Smartphone, UserPlus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { exactTime, spanShort, whenTime } from '../clock/time-words.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { Face } from '../controls/face.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { DESK, useMedia } from '../controls/use-media.ts'
import { onThreadKey } from '../inbox/thread-keys.ts'
import { usePeople } from '../session/people.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import type { WindowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { windowTone } from '../windows/window-words.ts'
import { useOwnerName } from './owner-name.ts'
import { SnoozeMenu } from './snooze-menu.tsx'
import { contactName, displayPhone, type Thread, useChangeThread } from './threads.ts'

/** Above the thread: who, over which number, how long the window stays, whose it is. */
export function ThreadHead({
  thread,
  window,
  now,
  side,
  onSide,
}: {
  thread: Thread
  window: WindowNow
  now: number
  side: 'contact' | 'phone' | 'none'
  onSide: (side: 'contact' | 'phone') => void
}) {
  const { emulator, person } = useSession()
  const change = useChangeThread(thread.id)
  const owner = useOwnerName(thread.owner)
  const name = contactName(thread.contact, words.thread.nameless)
  const desk = useMedia(DESK)
  const resolved = thread.state === 'resolved'
  const people = usePeople().data
  const [snoozing, setSnoozing] = useState(false)
  useEffect(() => onThreadKey('snooze', () => setSnoozing(true)), [])
  const [assigning, setAssigning] = useState(false)
  useEffect(() => onThreadKey('assign', () => setAssigning(true)), [])
  return (
    <header className="@container flex-none border-b border-line">
      <div className="flex h-14 items-center gap-2 pe-3 ps-5 max-desk:pe-2 max-desk:ps-1">
        <Link
          to="/inbox"
          search={(previous) => previous}
          aria-label={words.thread.back}
          className={clsx(buttonClass('ghost', 'md', true), 'desk:hidden')}
        >
          <ChevronLeft size={18} aria-hidden="true" />
        </Link>
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-md leading-[1.3] font-strong tracking-tight">{name}</h2>
          <p className="truncate text-xs leading-[1.3] text-ink-3 max-desk:hidden">
            {thread.contact.phone && thread.contact.name && `${displayPhone(thread.contact.phone)} `}
            {words.thread.toNumber(thread.number.name ?? thread.number.displayPhoneNumber)}
          </p>
        </div>
        <button
          type="button"
          onClick={() => onSide('contact')}
          title={pillTitle(window)}
          className="inline-flex h-[26px] flex-none items-center gap-[7px] rounded-full bg-chip pe-[9px] ps-1.5 text-xs whitespace-nowrap text-ink-2"
        >
          <WindowRing quiet size={20} window={window} />
          {window.state === 'closed' ? (
            <span>
              <span className="sr-only">{words.thread.windowDetails} </span>
              <b className="font-strong text-ink">{words.window.closed}</b> {window.until !== null && whenTime(window.until, now)}
            </span>
          ) : (
            <span>
              <span className="sr-only">{words.thread.windowDetails} </span>
              <b className={clsx('font-strong', windowTone[window.state])}>{spanShort(window.left)}</b>{' '}
              {window.until !== null && words.window.to(whenTime(window.until, now))}
            </span>
          )}
        </button>
        <span className="@max-[440px]:hidden">
          <Menu
            label={words.thread.owner}
            open={assigning}
            onOpenChange={setAssigning}
            trigger={
              <Button size="sm">
                {owner ? <Face name={owner} /> : <UserPlus size={14} aria-hidden="true" />}
                {owner && <span className="sr-only">{words.thread.ownedBy('')}</span>}
                <span className="max-w-[90px] truncate @max-[640px]:sr-only">
                  {owner ? firstName(owner) : words.thread.assign}
                </span>
              </Button>
            }
          >
            <MenuItem
              checked={thread.owner?.id === person.id}
              onSelect={() => change.mutate({ owner: 'me' })}
              hint={<kbd>A</kbd>}
            >
              {words.thread.assignToMe}
            </MenuItem>
            {people
              ?.filter((member) => member.id !== person.id && member.role !== 'viewer')
              .map((member) => (
                <MenuItem
                  key={member.id}
                  checked={thread.owner?.id === member.id}
                  onSelect={() => change.mutate({ owner: member.id })}
                >
                  {member.name}
                </MenuItem>
              ))}
            <MenuItem checked={thread.owner === null} onSelect={() => change.mutate({ owner: null })}>
              {words.thread.unassign}
            </MenuItem>
          </Menu>
        </span>
        <span className="@max-[440px]:hidden">
          <SnoozeMenu thread={thread} now={now} open={snoozing} onOpenChange={setSnoozing} />
        </span>
        <Button
          size="sm"
          className="@max-[440px]:hidden"
          disabled={change.isPending}
          onClick={() => change.mutate({ state: resolved ? 'open' : 'resolved' })}
        >
          {resolved ? <RotateCcw size={14} aria-hidden="true" /> : <Check size={14} aria-hidden="true" />}
          <span className="@max-[580px]:sr-only">{resolved ? words.thread.reopen : words.thread.resolve}</span>
        </Button>
        <span className="@min-[440px]:hidden">
          <Menu
            label={words.thread.more}
            trigger={
              <Button look="ghost" size="sm" icon aria-label={words.thread.more}>
                <Ellipsis size={16} aria-hidden="true" />
              </Button>
            }
          >
            <MenuItem checked={thread.owner?.id === person.id} onSelect={() => change.mutate({ owner: 'me' })}>
              {words.thread.assignToMe}
            </MenuItem>
            <MenuItem onSelect={() => change.mutate({ state: resolved ? 'open' : 'resolved' })}>
              {resolved ? words.thread.reopen : words.thread.resolve}
            </MenuItem>
            <MenuItem onSelect={() => change.mutate({ unread: true })}>{words.desk.markUnread}</MenuItem>
            {emulator && desk && <MenuItem onSelect={() => onSide('phone')}>{words.phone.toggle}</MenuItem>}
          </Menu>
        </span>
        {emulator && (
          <Button
            look="ghost"
            size="sm"
            icon
            aria-pressed={side === 'phone'}
            aria-label={words.phone.toggle}
            title={words.phone.toggle}
            className="@max-[440px]:hidden max-desk:hidden"
            onClick={() => onSide('phone')}
          >
            <Smartphone size={15} aria-hidden="true" />
          </Button>
        )}
        <Button
          look="ghost"
          size="sm"
          icon
          aria-pressed={side === 'contact'}
          aria-label={words.contact.toggle}
          title={words.contact.toggle}
          onClick={() => onSide('contact')}
        >
          <PanelRight size={15} aria-hidden="true" />
        </Button>
      </div>
      {thread.snoozedUntil && (
        <p className="flex items-center gap-2 border-t border-line bg-sunken px-5 py-1.5 text-xs text-ink-2">
          <AlarmClock size={13} aria-hidden="true" />
          <span className="min-w-0 flex-1">{words.desk.snooze.isPutOff(whenTime(Date.parse(thread.snoozedUntil), now))}</span>
          <Button size="sm" look="ghost" onClick={() => change.mutate({ snoozedUntil: null })}>
            {words.desk.snooze.wake}
          </Button>
        </p>
      )}
    </header>
  )
}

const firstName = (name: string): string => name.split(' ')[0] ?? name

function pillTitle(window: WindowNow): string {
  const csw =
    window.until === null
      ? words.window.neverOpened
      : window.state === 'closed'
        ? words.window.closedAt(exactTime(window.until))
        : words.window.closesAt(exactTime(window.until), window.safeUntil === null ? '' : exactTime(window.safeUntil))
  return window.fep.open && window.fep.until !== null ? `${csw} ${words.window.entryUntil(exactTime(window.fep.until))}` : csw
}
