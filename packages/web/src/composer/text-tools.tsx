import { clsx } from 'clsx'
import { Bold, Code, Italic, Link2, Link2Off, Paperclip, Slash, Smile, Strikethrough } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { store } from '../controls/stored.ts'
import type { Content } from '../messages/messages.ts'
import { words } from '../strings/words.ts'
import { hasLink } from './attachment.ts'
import { useMayKeepReplies } from './canned-menu.tsx'
import type { ContentForm } from './content-forms.tsx'
import type { Mark } from './format.ts'

const marks: readonly [Mark, typeof Bold, string | null][] = [
  ['bold', Bold, 'b'],
  ['italic', Italic, 'i'],
  ['strike', Strikethrough, null],
  ['code', Code, null],
]
/** The mark that a key stands for, held with Ctrl or Cmd. */
export const markOfKey = (key: string): Mark | undefined => marks.find(([, , own]) => own === key.toLowerCase())?.[0]

/** Where somebody's wish to send links without their preview is kept. */
export const NO_PREVIEW = 'no-link-preview'

export type OpenPanel = ContentForm | 'emoji' | 'keep' | null

/** What may be done to a text or hung on it: files and cards, emoji, canned replies, marks, the preview of its link. */
export function TextTools({
  text,
  panel,
  hasAttachments,
  preview,
  onPanel,
  onMark,
  onFile,
  onAsk,
  onCanned,
}: {
  text: string
  panel: OpenPanel
  hasAttachments: boolean
  preview: boolean
  onPanel: (panel: OpenPanel) => void
  onMark: (mark: Mark) => void
  onFile: () => void
  onAsk: (label: string, content: Content) => void
  onCanned: () => void
}) {
  const mayKeep = useMayKeepReplies()
  return (
    <span className="flex items-center" role="toolbar" aria-label={words.desk.composer.formatting}>
      <Menu
        label={words.desk.composer.attach}
        trigger={
          <Button look="ghost" size="sm" icon aria-label={words.desk.composer.attach}>
            <Paperclip size={15} aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem onSelect={onFile}>{words.desk.composer.attachments.file}</MenuItem>
        {(['location', 'contact', 'products'] as const).map((form) => (
          <MenuItem key={form} onSelect={() => onPanel(form)}>
            {words.desk.composer.attachments[form]}
          </MenuItem>
        ))}
        <MenuItem
          onSelect={() =>
            onAsk(words.desk.composer.attachments.locationRequest, {
              type: 'interactive',
              interactive: {
                type: 'location_request_message',
                body: { text: text.trim() || words.desk.composer.attachments.locationRequest },
                action: { name: 'send_location' },
              },
            })
          }
        >
          {words.desk.composer.attachments.locationRequest}
        </MenuItem>
      </Menu>
      <Tool
        Icon={Smile}
        label={words.desk.composer.emoji}
        pressed={panel === 'emoji'}
        onPress={() => onPanel(panel === 'emoji' ? null : 'emoji')}
      />
      <Menu
        label={words.desk.composer.canned.title}
        trigger={
          <Button look="ghost" size="sm" icon aria-label={words.desk.composer.canned.open}>
            <Slash size={14} aria-hidden="true" />
          </Button>
        }
      >
        <MenuItem onSelect={onCanned}>{words.desk.composer.canned.title}</MenuItem>
        {mayKeep && text.trim() !== '' && <MenuItem onSelect={() => onPanel('keep')}>{words.desk.composer.canned.add}</MenuItem>}
      </Menu>
      <span className="contents @max-[620px]:hidden">
        {marks.map(([kind, Icon]) => (
          <Tool key={kind} Icon={Icon} label={words.desk.composer.format[kind]} onPress={() => onMark(kind)} />
        ))}
      </span>
      {hasLink(text) && !hasAttachments && (
        <Tool
          Icon={preview ? Link2 : Link2Off}
          label={words.desk.composer.linkPreview}
          pressed={preview}
          onPress={() => store(NO_PREVIEW, preview ? 'yes' : null)}
        />
      )}
    </span>
  )
}

function Tool({ Icon, label, pressed, onPress }: { Icon: typeof Bold; label: string; pressed?: boolean; onPress: () => void }) {
  return (
    <Button
      look="ghost"
      size="sm"
      icon
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      className={clsx(pressed && 'bg-hover')}
      // The selection in the box must survive the press.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      <Icon size={14} aria-hidden="true" />
    </Button>
  )
}
