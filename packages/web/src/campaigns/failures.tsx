import { errorByCode } from '@casement/platform'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Campaign, useFailures } from './campaign-api.ts'

/** Those who did not get it, by why: what happened in plain words, and what to do. */
export function Failures({ campaign }: { campaign: Campaign }) {
  const t = words.campaign.run
  const { failed } = campaign.counts
  const people = useFailures(campaign.id, failed).data
  if (failed === 0) return <p className="text-xs text-ink-3">{t.noFailures}</p>
  const groups = [...Map.groupBy(people ?? [], (person) => person.error?.code ?? 0)].sort((a, b) => b[1].length - a[1].length)
  return (
    <ul className="m-0 list-none p-0" data-testid="campaign-failures">
      {groups.map(([code, members]) => {
        const entry = code === 0 ? undefined : errorByCode(code)
        return (
          <li key={code} className="grid grid-cols-[48px_minmax(0,1fr)] gap-2 border-t border-line py-2 first:border-0">
            <b className="text-lg font-strong">
              {count(members.length)}
              {people && people.length < failed ? '+' : ''}
            </b>
            <div className="text-xs">
              <p className="font-medium">{entry?.happened ?? members[0]?.error?.title}</p>
              <p className="text-ink-2">
                {entry?.remedy} {code !== 0 && <span className="text-ink-3">{t.failureCode(code)}</span>}
              </p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
