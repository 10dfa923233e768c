import { Link, Navigate, useParams } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ChevronLeft } from 'lucide-react'
import { Suspense } from 'react'
import { Empty } from '../controls/empty.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { DESK, useMedia } from '../controls/use-media.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { sectionsFor, settingsSections } from './sections.ts'

/** What the workspace decided for itself, part by part; on a phone the list of parts is a page of its own. */
export function SettingsPage() {
  const { role, workspace } = useSession()
  const desk = useMedia(DESK)
  const { section: id } = useParams({ strict: false }) as { section?: string }
  const sections = sectionsFor(role)
  const here = sections.find((section) => section.id === id)
  const exists = settingsSections.some((section) => section.id === id)
  if (id === undefined && desk && sections[0])
    return <Navigate to="/settings/$section" params={{ section: sections[0].id }} replace />
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:min-h-[52px] max-desk:px-4">
        {!desk && here && (
          <Link to="/settings" className="-ms-2 grid size-8 place-items-center rounded-sm" aria-label={words.settings.all}>
            <ChevronLeft size={18} aria-hidden="true" />
          </Link>
        )}
        <h1 className="truncate text-lg font-strong tracking-tight">{!desk && here ? here.label : words.nav.settings}</h1>
        {(desk || !here) && <span className="truncate text-ink-3">{workspace.name}</span>}
      </header>
      <div className="flex min-h-0 flex-1">
        {(desk || !here) && (
          <nav
            aria-label={words.settings.all}
            className={clsx('overflow-y-auto p-2.5', desk ? 'w-[196px] flex-none border-e border-line' : 'flex-1')}
          >
            {sections.map(({ id: to, label, Icon }) => (
              <Link
                key={to}
                to="/settings/$section"
                params={{ section: to }}
                aria-current={to === id ? 'page' : undefined}
                data-testid={`settings-${to}`}
                className="flex min-h-8 items-center gap-2.5 rounded-sm px-2 text-ink-2 transition-quick hover:bg-hover aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-ink max-desk:min-h-11 max-desk:text-md"
              >
                <Icon size={16} aria-hidden="true" />
                <span className="py-1 leading-tight desk:whitespace-normal">{label}</span>
              </Link>
            ))}
          </nav>
        )}
        {here && (
          <ScrollRegion key={here.id} label={here.label} className="min-w-0 flex-1">
            <div className="max-w-[980px]">
              <Suspense fallback={null}>
                <here.Page />
              </Suspense>
            </div>
          </ScrollRegion>
        )}
        {id !== undefined && !here && <Empty>{exists ? words.settings.notYours : words.error.notFound}</Empty>}
      </div>
    </>
  )
}
