import { renderTemplate } from '@casement/rules'
import { withHandles } from '@casement/rules/authoring'
import { clsx } from 'clsx'
import { useMemo, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Segmented } from '../controls/segmented.tsx'
import { type PhoneLook, PhonePreview } from '../messages/phone-preview.tsx'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { withLongSamples } from './definition.ts'
import { type Component, type Content, sampleAddress } from './template-api.ts'

/** The template on a phone, as it is being written: on either system, by night, with long names, for readers from right to left. */
export function PreviewSide({ content }: { content: Content }) {
  const t = words.templateDesk.phone
  const { workspace } = useSession()
  const now = usePlatformNow('minute')
  const [look, setLook] = useState<PhoneLook>({ system: 'ios', dark: false, rightToLeft: false })
  const [long, setLong] = useState(false)
  const rendered = useMemo(() => {
    const shown = withHandles(content.components, sampleAddress) as readonly Component[]
    const named = content.parameterFormat === 'NAMED'
    return renderTemplate({ ...content, components: long ? withLongSamples(shown, named) : shown })
  }, [content, long])
  const toggles = [
    [t.dark, look.dark, () => setLook({ ...look, dark: !look.dark })],
    [t.rightToLeft, look.rightToLeft, () => setLook({ ...look, rightToLeft: !look.rightToLeft })],
    [t.long, long, () => setLong(!long)],
  ] as const
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-4">
      <div className="flex flex-wrap justify-center gap-2">
        <Segmented
          label={t.systemLabel}
          value={look.system}
          segments={[
            { value: 'ios', label: t.system.ios },
            { value: 'android', label: t.system.android, testId: 'phone-android' },
          ]}
          onChange={(system) => setLook({ ...look, system })}
        />
        <span className="inline-flex gap-px rounded-sm bg-canvas p-0.5 dark:bg-sunken">
          {toggles.map(([label, on, toggle]) => (
            <button
              key={label}
              type="button"
              aria-pressed={on}
              onClick={toggle}
              className={clsx(
                'h-6 rounded-xs px-2 text-xs font-medium whitespace-nowrap',
                on ? 'bg-surface text-ink shadow-[0_0_0_1px_var(--line)] dark:bg-[var(--window-track)]' : 'text-ink-2',
              )}
            >
              {label}
            </button>
          ))}
        </span>
      </div>
      <PhonePreview rendered={rendered} look={look} business={workspace.name} at={now} />
    </div>
  )
}
