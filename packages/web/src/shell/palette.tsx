import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Command } from 'cmdk'
import {
  AlarmClock,
  ArrowRight,
  Check,
  Clock,
  FileText,
  LayoutTemplate,
  LogOut,
  Mail,
  MessageSquare,
  MessageSquareText,
  Moon,
  Reply,
  Slash,
  Smartphone,
  SquareMousePointer,
  StickyNote,
  UserPlus,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useSettled } from '../composer/use-settled.ts'
import { clockMoves, useMoveClock } from '../emulator/clock-moves.ts'
import { pressThreadKey } from '../inbox/thread-keys.ts'
import { usePeople } from '../session/people.ts'
import { signOut, useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { VIEWS } from '../threads/thread-filter.ts'
import { changeThread, contactName, displayPhone, type ThreadChange, threadQuery, useFound } from '../threads/threads.ts'
import { Keys } from './keys.tsx'
import { navItems } from './nav-items.ts'
import { closePalette, openKeys, usePaletteOpen } from './palette-state.ts'
import { switchTheme } from './theme.ts'

/** Everything by keyboard: people, places, views, the clock. */
export function Palette() {
  const page = usePaletteOpen()
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => open || closePalette()}
      filter={contains}
      label={page === 'keys' ? words.keys.title : words.palette.title}
      overlayClassName="fixed inset-0 z-40 bg-scrim"
      contentClassName="opens fixed top-[14vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg bg-raised shadow-pop outline-none"
    >
      {page === 'keys' ? <Keys /> : <Commands />}
    </Command.Dialog>
  )
}

/** Whole pieces of words, in any order: letters scattered over a name find nothing anybody meant. */
const contains = (value: string, search: string): number =>
  search
    .toLowerCase()
    .split(/\s+/)
    .every((part) => value.toLowerCase().includes(part))
    ? 1
    : 0

function Commands() {
  const { emulator, person } = useSession()
  const { threadId } = useParams({ strict: false }) as { threadId?: string }
  const navigate = useNavigate()
  const move = useMoveClock()
  const [text, setText] = useState('')
  const asked = useSettled(text.trim(), 150)
  const found = useFound(asked, 6).data
  const people = usePeople().data ?? []
  const client = useQueryClient()
  const resolved = threadId ? client.getQueryData(threadQuery(threadId).queryKey)?.state === 'resolved' : false
  const change = (to: ThreadChange) => threadId && changeThread(client, threadId, to)
  const run = (action: () => unknown) => () => {
    closePalette()
    void action()
  }
  return (
    <>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={words.palette.hint}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-md outline-none focus-visible:shadow-none max-desk:text-lg"
      />
      <Command.List className="max-h-[min(420px,56vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-4 text-ink-3">{words.palette.nothing}</Command.Empty>
        {threadId && (
          <Group title={words.palette.thisThread}>
            <Item icon={<Reply size={15} />} onSelect={run(() => pressThreadKey('reply'))} hint="R">
              {words.palette.reply}
            </Item>
            {threadActions.map(({ key, label, Icon, hint }) => (
              <Item key={key} icon={<Icon size={15} />} onSelect={run(() => pressThreadKey(key))} hint={hint}>
                {label()}
              </Item>
            ))}
            <Item icon={<UserPlus size={15} />} onSelect={run(() => change({ owner: 'me' }))} hint="A">
              {words.thread.assignToMe}
            </Item>
            {people
              .filter((member) => member.id !== person.id && member.role !== 'viewer')
              .map((member) => (
                <Item key={member.id} icon={<UserPlus size={15} />} onSelect={run(() => change({ owner: member.id }))}>
                  {`${words.thread.assign}: ${member.name}`}
                </Item>
              ))}
            <Item icon={<Check size={15} />} onSelect={run(() => change({ state: resolved ? 'open' : 'resolved' }))} hint="E">
              {resolved ? words.thread.reopen : words.thread.resolve}
            </Item>
            <Item icon={<Mail size={15} />} onSelect={run(() => change({ unread: true }))} hint="U">
              {words.desk.markUnread}
            </Item>
          </Group>
        )}
        <Group title={words.palette.go}>
          {navItems(emulator !== null).map(({ to, label, Icon }) => (
            <Item key={to} icon={<Icon size={15} />} onSelect={run(() => navigate({ to }))}>
              {label}
            </Item>
          ))}
          {VIEWS.map((view) => (
            <Item
              key={view}
              icon={<ArrowRight size={15} />}
              value={`${words.nav.inbox} ${words.view[view]}`}
              onSelect={run(() => navigate({ to: '/inbox', search: { view } }))}
            >
              {words.palette.view(words.view[view])}
            </Item>
          ))}
          <Item icon={<FileText size={15} />} onSelect={run(() => window.open('/docs', '_blank', 'noopener'))}>
            {words.palette.apiDocs}
          </Item>
        </Group>
        {found && found.people.length > 0 && (
          <Group title={words.palette.people}>
            {found.people.map((thread) => {
              const name = contactName(thread.contact, words.thread.nameless)
              return (
                <Item
                  key={thread.id}
                  icon={<MessageSquare size={15} />}
                  value={`${name} ${thread.contact.phone ?? ''} ${thread.lastMessage?.text ?? ''} ${asked} ${thread.id}`}
                  onSelect={run(() => navigate({ to: '/inbox/$threadId', params: { threadId: thread.id } }))}
                  hint={thread.contact.phone && thread.contact.name ? displayPhone(thread.contact.phone) : undefined}
                >
                  {name}
                </Item>
              )
            })}
          </Group>
        )}
        {found && found.messages.length > 0 && (
          <Group title={words.palette.messages}>
            {found.messages.map((message) => (
              <Item
                key={message.id}
                icon={<MessageSquareText size={15} />}
                value={`${message.text} ${asked} ${message.id}`}
                onSelect={run(() =>
                  navigate({ to: '/inbox/$threadId', params: { threadId: message.threadId }, search: { at: message.id } }),
                )}
                hint={contactName(message.contact, words.thread.nameless)}
              >
                {message.text}
              </Item>
            ))}
          </Group>
        )}
        {emulator && (
          <Group title={words.palette.emulator}>
            {clockMoves.map((each) => (
              <Item key={each.id} icon={<Clock size={15} />} onSelect={run(() => move.mutate(each))}>
                {words.clock.advance(each.label)}
              </Item>
            ))}
            <Item icon={<Smartphone size={15} />} onSelect={run(() => navigate({ to: '/phone' }))}>
              {words.empty.writeAsCustomer}
            </Item>
          </Group>
        )}
        <Group title={words.palette.desk}>
          <Item icon={<Moon size={15} />} onSelect={run(switchTheme)}>
            {words.palette.theme}
          </Item>
          <Item icon={<ArrowRight size={15} />} onSelect={openKeys} hint="?">
            {words.keys.title}
          </Item>
          <Item icon={<LogOut size={15} />} onSelect={run(signOut)}>
            {words.nav.signOut}
          </Item>
        </Group>
      </Command.List>
    </>
  )
}

/** What the keys of an open thread do, by name. */
const threadActions = [
  { key: 'template', label: () => words.palette.template, Icon: LayoutTemplate, hint: 'T' },
  { key: 'interactive', label: () => words.desk.composer.builder.title, Icon: SquareMousePointer, hint: 'I' },
  { key: 'canned', label: () => words.desk.composer.canned.title, Icon: Slash, hint: '/' },
  { key: 'note', label: () => words.desk.notes.add, Icon: StickyNote, hint: 'N' },
  { key: 'snooze', label: () => words.desk.snooze.title, Icon: AlarmClock, hint: 'S' },
] as const

const Group = ({ title, children }: { title: string; children: ReactNode }) => (
  <Command.Group
    heading={title}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3"
  >
    {children}
  </Command.Group>
)

function Item({
  icon,
  hint,
  value,
  onSelect,
  children,
}: {
  icon: ReactNode
  hint?: string | undefined
  value?: string
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <Command.Item
      onSelect={onSelect}
      {...(value ? { value } : {})}
      className="flex h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 data-[selected=true]:bg-hover"
    >
      <span className="text-ink-3" aria-hidden="true">
        {icon}
      </span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="text-xs text-ink-3">{hint}</span>}
    </Command.Item>
  )
}
