import type { Graph, NodeOf } from '@casement/rules/automation'
import { useMemo, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { PhonePreview } from '../messages/phone-preview.tsx'
import { rendered } from '../messages/render.ts'
import { count } from '../money/price-words.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { useTemplates } from '../templates/templates.ts'
import type { StepResult } from './automation-api.ts'
import { type Deed, walkOn } from './walk.ts'

/**
 * The message of a step on the customer's phone, with what people did drawn on it. Tapping it walks on: to the step that a run would
 * come to next.
 */
export function MessagePreview({
  graph,
  node,
  result,
  onSelect,
}: {
  graph: Graph
  node: NodeOf<'send'>
  result: StepResult | undefined
  onSelect: (id: string) => void
}) {
  const t = words.automation.walk
  const now = usePlatformNow('minute')
  const { workspace } = useSession()
  const templates = useTemplates()
  const [ended, setEnded] = useState(false)
  const drawn = useMemo(() => {
    const used = node.message.template as { name?: string; language?: { code?: string } } | undefined
    const template = templates.data?.find(({ name, language }) => name === used?.name && language === used?.language?.code)
    return rendered(node.message as never, template)
  }, [node.message, templates.data])
  const walk = (deed: Deed) => {
    const { at } = walkOn(graph, node.id, deed)
    setEnded(at === null)
    if (at !== null) onSelect(at)
  }
  const tapped = (id: string | undefined, title: string) =>
    result?.taps.find((tap) => tap.id === id || (id === undefined && tap.title === title))?.people ?? 0
  const share = (people: number) => (
    <span className="ms-1.5 flex-none rounded-full bg-phone-link/12 px-1.5 text-2xs font-medium" data-testid="tapped">
      <span aria-hidden="true">
        {count(people)}
        {result && result.sent > 0 && ` · ${Math.round((100 * people) / result.sent)} %`}
      </span>
      <span className="sr-only">{t.tapped(count(people), count(result?.sent ?? 0))}</span>
    </span>
  )
  const rows = drawn.list?.sections.flatMap((section) => section.rows) ?? []
  return (
    <section aria-label={t.title} className="grid justify-items-center gap-3" data-testid="message-preview">
      <PhonePreview
        rendered={drawn}
        look={{ system: 'ios', dark: false, rightToLeft: false }}
        business={workspace.name}
        at={now}
        stage={{
          onReply: (button) => walk({ id: button.id ?? '', title: button.text }),
          ...(result ? { after: (button) => (button.kind === 'reply' ? share(tapped(button.id, button.text)) : null) } : {}),
        }}
      />
      {rows.length > 0 && (
        <ul aria-label={t.rows} className="m-0 grid w-full list-none gap-1 p-0 text-xs">
          {rows.map((row) => (
            <li key={row.id}>
              <button
                type="button"
                className="flex w-full items-center justify-between rounded-sm px-2 py-1 text-start hover:bg-hover"
                onClick={() => walk(row)}
              >
                <span className="truncate">{row.title}</span>
                {result && share(tapped(row.id, row.title))}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="flex flex-wrap justify-center gap-1.5">
        <Button size="sm" look="ghost" onClick={() => walk('other')} data-testid="walk-other">
          {t.other}
        </Button>
        <Button size="sm" look="ghost" onClick={() => walk('silent')} data-testid="walk-silent">
          {t.silent}
        </Button>
      </p>
      <p role="status" className="text-center text-xs text-ink-3">
        {ended ? t.ends : t.hint}
      </p>
      {result && (
        <dl className="m-0 grid w-full gap-1 text-xs">
          {[
            [t.sent, result.sent],
            ...result.links.map(({ url, people }) => [t.clicked(url), people] as const),
            ...(result.ended > 0 ? [[t.ended, result.ended] as const] : []),
            ...(result.waiting > 0 ? [[t.waiting, result.waiting] as const] : []),
          ].map(([label, people]) => (
            <div key={label} className="flex justify-between gap-3">
              <dt className="min-w-0 truncate text-ink-2">{label}</dt>
              <dd className="m-0 font-medium">{count(Number(people))}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
