import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ExternalLink, Pause } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, buttonClass } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { queryClient } from '../http/query-client.ts'
import { request } from '../http/request.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'

type Running = { readonly kind: 'campaign' | 'sequence' | 'automation'; readonly id: string; readonly name: string }
type Red = {
  readonly displayPhoneNumber: string
  readonly quality: string
  readonly running: readonly Running[]
  readonly ran: readonly {
    readonly template: string
    readonly quality: string | null
    readonly campaign: { readonly id: string; readonly name: string } | null
    readonly messages: number
    readonly failed: number
  }[]
  readonly stopped: {
    readonly people: number
    readonly written: number
    readonly inWhatsApp: number
    readonly by: readonly { readonly template: string | null; readonly campaign: string | null; readonly people: number }[]
  }
  readonly blocked: readonly {
    readonly template: string
    readonly moreThan: number
    readonly of: number
    readonly topReason: string | null
  }[]
  readonly change: readonly string[]
  readonly review: { readonly url: string; readonly steps: readonly string[] }
}

/** A number that Meta rates low: stop what runs, see what ran and who stopped, change it, ask for a review. */
export function RedPage() {
  const t = words.reengage.red
  const { numberId } = useParams({ strict: false })
  const { role } = useSession()
  const red = useQuery({
    queryKey: ['accounts', 'red', numberId],
    queryFn: ({ signal }) => request<Red>(`/v1/numbers/${numberId}/red`, { signal }),
  })
  const pause = useMutation({
    mutationFn: () => request<{ paused: readonly Running[] }>(`/v1/numbers/${numberId}/pause-all`, { method: 'POST', body: {} }),
    onSettled: () => {
      for (const key of ['accounts', 'campaigns', 'sequences', 'automations'])
        void queryClient.invalidateQueries({ queryKey: [key] })
    },
  })
  const found = red.data
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:px-4">
        <h1 className="min-w-0 flex-1 truncate text-lg font-strong tracking-tight">
          {found && (found.quality === 'RED' ? t.title : t.better)(found.displayPhoneNumber)}
        </h1>
        {mayWriteTemplates(role) && found && found.running.length > 0 && (
          <Button look="primary" disabled={pause.isPending} data-testid="pause-all" onClick={() => pause.mutate()}>
            <Pause size={14} aria-hidden="true" />
            {t.pauseAll}
          </Button>
        )}
      </header>
      <ScrollRegion label={t.change} className="min-h-0 flex-1">
        <div className="grid max-w-[860px] gap-7 p-5 max-desk:p-4">
          {red.isError && <ProblemNotice error={red.error} onRetry={() => void red.refetch()} />}
          {pause.isError && <ProblemNotice error={pause.error} />}
          {pause.data && (
            <Notice tone="plain" role="status">
              {t.paused(pause.data.paused.length)}
            </Notice>
          )}
          {found && (
            <>
              <Part title={t.running}>
                {found.running.length === 0 && <p className="text-ink-2">{t.nothing}</p>}
                <List>
                  {found.running.map((one) => (
                    <li key={one.id} className="flex items-baseline gap-3 py-2.5">
                      <span className="min-w-0 flex-1 truncate font-medium">{one.name}</span>
                      <span className="text-xs text-ink-3">{t.kinds[one.kind]}</span>
                    </li>
                  ))}
                </List>
              </Part>
              <Part title={t.ran}>
                {found.ran.length === 0 && <p className="text-ink-2">{t.noneRan}</p>}
                <List>
                  {found.ran.map(({ template, quality, campaign, messages, failed }) => (
                    <li key={`${template} ${campaign?.id}`} className="flex items-baseline gap-3 py-2.5">
                      {campaign ? (
                        <Link
                          to="/campaigns/$campaignId"
                          params={{ campaignId: campaign.id }}
                          className="min-w-0 flex-1 truncate font-medium hover:underline"
                        >
                          {campaign.name}
                        </Link>
                      ) : (
                        <TemplateLink name={template} />
                      )}
                      <span className="text-xs text-ink-3">
                        {quality !== null && quality !== 'GREEN' && `${t.ratings[quality === 'RED' ? 'RED' : 'YELLOW']} `}
                        {t.ranOf(messages, failed)}
                      </span>
                    </li>
                  ))}
                </List>
              </Part>
              <Part title={t.stopped}>
                <p>{t.stoppedOf(found.stopped.people, found.stopped.written, found.stopped.inWhatsApp)}</p>
                <List>
                  {found.stopped.by.map(({ template, campaign, people }) => (
                    <li key={`${template} ${campaign}`} className="py-2.5 text-ink-2">
                      {t.lastHeard(people, campaign ?? template ?? '–')}
                    </li>
                  ))}
                </List>
              </Part>
              {found.blocked.length > 0 && (
                <Part title={t.blocked}>
                  <List>
                    {found.blocked.map(({ template, moreThan, of, topReason }) => (
                      <li key={template} className="flex items-baseline gap-3 py-2.5">
                        <TemplateLink name={template} />
                        <span className="text-xs text-ink-3">
                          {t.blockedMore(moreThan, of, topReason?.toLowerCase().replaceAll('_', ' ') ?? null)}
                        </span>
                      </li>
                    ))}
                  </List>
                  <p className="text-xs text-ink-3">{t.noRate}</p>
                </Part>
              )}
              <Part title={t.change}>
                <ol className="m-0 grid list-decimal gap-1.5 ps-5">
                  {found.change.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ol>
              </Part>
              <Part title={t.review}>
                <ol className="m-0 grid list-decimal gap-1.5 ps-5">
                  {found.review.steps.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ol>
                <p>
                  <a href={found.review.url} target="_blank" rel="noreferrer" className={buttonClass('plain', 'sm')}>
                    {t.open}
                    <ExternalLink size={13} aria-hidden="true" />
                  </a>
                </p>
              </Part>
            </>
          )}
        </div>
      </ScrollRegion>
    </>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="grid gap-2">
    <h2 className="font-strong">{title}</h2>
    {children}
  </section>
)
const List = ({ children }: { children: ReactNode }) => (
  <ul className="m-0 list-none divide-y divide-line p-0 not-empty:border-y not-empty:border-line">{children}</ul>
)

const TemplateLink = ({ name }: { name: string }) => (
  <Link to="/templates/$name" params={{ name }} className="min-w-0 flex-1 truncate font-medium hover:underline">
    {name}
  </Link>
)
