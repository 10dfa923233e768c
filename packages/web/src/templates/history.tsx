import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { exactTime, shortTime, whenTime } from '../clock/time-words.ts'
import { fieldClass } from '../controls/dialog.tsx'
import { amountText } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type CategoryPrices, type Detail, type Standing, useCategoryPrices } from './template-api.ts'
import { VersionDifferences } from './version-differences.tsx'

/** Everything that became of a template, newest first, and its versions with what differs between them. */
export function History({ detail }: { detail: Detail }) {
  const t = words.templateDesk.life
  const now = usePlatformNow('minute')
  const prices = useCategoryPrices(detail.wabaId, detail.name).data
  const events = detail.history.map((standing, at) => ({
    standing,
    text: describe(standing, detail.history[at - 1], now, prices),
  }))
  const [newer, setNewer] = useState(detail.versions[0]?.version ?? 1)
  const [older, setOlder] = useState(detail.versions[1]?.version ?? null)
  const versionOf = (version: number | null) => detail.versions.find((one) => one.version === version)
  return (
    <div className="grid gap-6">
      <section aria-label={t.title}>
        <h2 className="mb-2 font-strong">{t.title}</h2>
        <ol className="m-0 grid list-none gap-2 border-s border-line-strong p-0 ps-4" data-testid="template-history">
          {events.toReversed().map(({ standing, text }) => (
            <li key={`${standing.at} ${text}`} className="text-xs">
              <span>{text}</span>{' '}
              <time dateTime={standing.at} title={exactTime(Date.parse(standing.at))} className="text-ink-3">
                {shortTime(Date.parse(standing.at), now)}
              </time>
              {standing.recommendation && <p className="text-ink-2">{standing.recommendation}</p>}
            </li>
          ))}
        </ol>
      </section>
      <section aria-label={t.versions}>
        <h2 className="mb-2 font-strong">{t.versions}</h2>
        <ul className="m-0 mb-3 grid list-none gap-1 p-0 text-xs">
          {detail.versions.map((version) => (
            <li key={version.version}>
              <b className="font-medium">{t.version(version.version)}</b>{' '}
              <span className="text-ink-3">{t.by(version.by ?? t.atMeta, shortTime(Date.parse(version.at), now))}</span>
            </li>
          ))}
        </ul>
        {detail.versions.length > 1 && (
          <>
            <p className="mb-2 flex flex-wrap items-center gap-2 text-xs">
              <VersionChoice label={t.versions} value={newer} detail={detail} onChange={setNewer} />
              {t.compare}
              <VersionChoice label={t.compare} value={older ?? 0} detail={detail} onChange={setOlder} />
            </p>
            <VersionDifferences before={versionOf(older)} after={versionOf(newer)} />
          </>
        )}
      </section>
    </div>
  )
}

function VersionChoice({
  label,
  value,
  detail,
  onChange,
}: {
  label: string
  value: number
  detail: Detail
  onChange: (version: number) => void
}) {
  return (
    <select
      aria-label={label}
      className={`${fieldClass} h-7 max-w-[140px]`}
      value={value}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    >
      {detail.versions.map(({ version }) => (
        <option key={version} value={version}>
          {words.templateDesk.life.version(version)}
        </option>
      ))}
    </select>
  )
}

/** What changed from one standing to the next, as a sentence. */
function describe(standing: Standing, before: Standing | undefined, now: number, prices: CategoryPrices | undefined): string {
  const t = words.templateDesk.life.event
  const category = (code: string) => (words.templateDesk.category as Readonly<Record<string, string>>)[code] ?? code
  const sentences: string[] = []
  if (standing.status !== before?.status) sentences.push(statusSentence(standing, before, now))
  if (before && standing.quality !== before.quality) sentences.push(t.quality(rated(before.quality), rated(standing.quality)))
  if (before && standing.category !== before.category) {
    const price = (code: string) => prices?.each[code.toLowerCase() as keyof CategoryPrices['each']]
    const [from, to] = [price(before.category), price(standing.category)]
    const effect =
      prices && from && to ? `: ${t.priceEffect(amountText(from, prices.currency), amountText(to, prices.currency))}` : ''
    sentences.push(t.category(category(before.category), category(standing.category)) + effect)
  }
  if (standing.plannedCategory && standing.plannedCategory !== before?.plannedCategory)
    sentences.push(
      t.planned(
        category(standing.plannedCategory),
        standing.plannedCategoryAt ? whenTime(Date.parse(standing.plannedCategoryAt), now) : '',
      ),
    )
  return sentences.join('. ')
}

function statusSentence(standing: Standing, before: Standing | undefined, now: number): string {
  const { event: t, reasons } = words.templateDesk.life
  switch (standing.status) {
    case 'PENDING':
      return t.submitted
    case 'APPROVED':
      return before ? t.approved : t.found
    case 'REJECTED':
      return t.rejected(reasons[standing.reason ?? 'NONE'] ?? standing.reason ?? '')
    case 'PAUSED':
      return t.paused(standing.pausedUntil ? whenTime(Date.parse(standing.pausedUntil), now) : '')
    case 'DISABLED':
      return t.disabled
    case 'DELETED':
      return t.deleted
    default:
      return t.other(standing.status)
  }
}

const rated = (quality: string): string =>
  words.templateDesk.quality[quality as keyof typeof words.templateDesk.quality] ?? quality
