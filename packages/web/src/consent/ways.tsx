import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { purposeName } from '../contacts/story-line.tsx'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { useConsentChange, usePurposes, useWays, type Way } from './consent-api.ts'
import { LinkAndCode } from './link-and-code.tsx'
import { purposeLabel } from './purposes.tsx'

type OurNumber = { readonly id: string; readonly name: string | null; readonly displayPhoneNumber: string }

export function Ways({ writes }: { writes: boolean }) {
  const t = words.consent.ways
  const ways = useWays()
  const numbers = useOurNumbers()
  const [making, setMaking] = useState(false)
  return (
    <section>
      <p className="mb-3 max-w-[68ch] text-ink-2">{t.hint}</p>
      {ways.isError && <ProblemNotice error={ways.error} onRetry={() => void ways.refetch()} />}
      {ways.data?.data.length === 0 && !making && <p className="mb-3 max-w-[60ch] text-ink-2">{t.none}</p>}
      {writes &&
        (making ? (
          <WayForm numbers={numbers} onDone={() => setMaking(false)} />
        ) : (
          <Button look="primary" className="mb-3" onClick={() => setMaking(true)} data-testid="new-way">
            {t.make}
          </Button>
        ))}
      <ul className="m-0 list-none p-0">
        {ways.data?.data.map((way) => (
          <WayRow key={way.id} way={way} numbers={numbers} writes={writes} />
        ))}
      </ul>
    </section>
  )
}

const useOurNumbers = (): readonly OurNumber[] =>
  (useAccounts().data ?? []).flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers)) as readonly OurNumber[]

function WayRow({ way, numbers, writes }: { way: Way; numbers: readonly OurNumber[]; writes: boolean }) {
  const t = words.consent.ways
  const [wording, setWording] = useState<string | null>(null)
  const change = useConsentChange(
    (body: { active?: boolean; wording?: string }) => request(`/v1/consent/ways/${way.id}`, { method: 'PATCH', body }),
    () => setWording(null),
  )
  const number = numbers.find(({ id }) => id === way.from) ?? numbers[0]
  return (
    <li className="border-t border-line py-3.5" data-testid="way">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-strong">{way.name}</h2>
        <span className="text-xs text-ink-3">
          {t.kinds[way.kind]}
          {way.key && `: ${way.key}`}
        </span>
        {!way.active && <Chip>{t.off}</Chip>}
        <span className="flex-1" />
        <span className="text-xs text-ink-2">{t.yes(count(way.yes ?? 0))}</span>
      </div>
      <p className="mt-1 max-w-[68ch]">“{way.wording}”</p>
      <p className="mt-1 text-xs text-ink-3">
        {t.version(String(way.version))} · {way.purposes.map(purposeName).join(', ')} · {t.confirm.toLowerCase()}{' '}
        {t.confirms[way.confirm]}
      </p>
      {way.kind !== 'ad' && way.active && <LinkAndCode way={way} phone={number?.displayPhoneNumber ?? null} />}
      {way.version > 1 && <Wordings way={way} />}
      {writes && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="sm" onClick={() => setWording(wording === null ? way.wording : null)}>
            {t.editWording}
          </Button>
          <Button size="sm" look="ghost" onClick={() => change.mutate({ active: !way.active })}>
            {way.active ? t.turnOff : t.turnOn}
          </Button>
        </div>
      )}
      {wording !== null && (
        <form
          className="mt-2 grid max-w-[560px] gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            change.mutate({ wording: wording.trim() })
          }}
        >
          <textarea
            rows={3}
            aria-label={t.wording}
            className={`${fieldClass} py-1.5`}
            value={wording}
            onChange={(event) => setWording(event.currentTarget.value)}
          />
          <Button
            type="submit"
            size="sm"
            look="primary"
            className="justify-self-start"
            disabled={wording.trim().length < 10 || wording.trim() === way.wording}
          >
            {t.newVersion}
          </Button>
        </form>
      )}
      {change.isError && <ProblemNotice error={change.error} className="mt-2" />}
    </li>
  )
}

function Wordings({ way }: { way: Way }) {
  const t = words.consent.ways
  const [open, setOpen] = useState(false)
  const wordings = useQuery({
    queryKey: ['consent', 'wordings', way.id, way.version],
    queryFn: ({ signal }) =>
      request<{ data: readonly { version: number; wording: string }[] }>(`/v1/consent/ways/${way.id}/wordings`, { signal }),
    enabled: open,
  })
  return (
    <details className="mt-1 text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer text-ink-2">{t.history}</summary>
      <ul className="m-0 list-none p-0 ps-3 text-ink-2">
        {wordings.data?.data
          .filter(({ version }) => version < way.version)
          .map(({ version, wording }) => (
            <li key={version} className="py-1">
              {t.version(String(version))}: “{wording}”
            </li>
          ))}
      </ul>
    </details>
  )
}

function WayForm({ numbers, onDone }: { numbers: readonly OurNumber[]; onDone: () => void }) {
  const t = words.consent.ways
  const purposes = usePurposes()
  const [kind, setKind] = useState<Way['kind']>('keyword')
  const [name, setName] = useState('')
  const [key, setKey] = useState('')
  const [from, setFrom] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>(['marketing'])
  const [wording, setWording] = useState('')
  const [confirmed, setConfirmed] = useState(true)
  const confirm = !confirmed ? 'none' : kind === 'form' ? 'whatsapp' : 'question'
  const save = useConsentChange(
    () =>
      request('/v1/consent/ways', {
        method: 'POST',
        body: {
          kind,
          name: name.trim(),
          ...(kind === 'form' || key.trim() === '' ? {} : { key: key.trim() }),
          from: from || null,
          purposes: chosen,
          wording: wording.trim(),
          confirm,
        },
      }),
    onDone,
  )
  const label = 'text-xs font-medium'
  return (
    <form
      className="mb-4 grid max-w-[560px] gap-3 rounded-md bg-sunken p-4"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined)
      }}
    >
      <fieldset className="grid gap-1">
        <legend className="sr-only">{t.make}</legend>
        {(['keyword', 'form', 'ad'] as const).map((one) => (
          <label key={one} className="flex items-center gap-2">
            <input
              type="radio"
              name="way"
              className="accent-(--accent)"
              checked={kind === one}
              onChange={() => setKind(one)}
              data-testid={`way-${one}`}
            />
            {t.kinds[one]}
          </label>
        ))}
      </fieldset>
      <p className="text-xs text-ink-3">{t.about[kind]}</p>
      <label className="grid gap-1">
        <span className={label}>{t.name}</span>
        <input
          className={`${fieldClass} h-8`}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="way-name"
        />
      </label>
      {kind !== 'form' && (
        <label className="grid gap-1">
          <span className={label}>{kind === 'ad' ? t.adId : t.word}</span>
          <input
            className={`${fieldClass} h-8 max-w-64`}
            value={key}
            maxLength={100}
            onChange={(event) => setKey(event.currentTarget.value)}
            data-testid="way-key"
          />
        </label>
      )}
      {numbers.length > 1 && (
        <label className="grid gap-1">
          <span className={label}>{t.number}</span>
          <select className={`${fieldClass} h-8 max-w-64`} value={from} onChange={(event) => setFrom(event.currentTarget.value)}>
            <option value="">{t.anyNumber}</option>
            {numbers.map((number) => (
              <option key={number.id} value={number.id}>
                {number.name ?? number.displayPhoneNumber}
              </option>
            ))}
          </select>
        </label>
      )}
      <fieldset className="grid gap-1">
        <legend className={label}>{t.purposes}</legend>
        {purposes.data?.data
          .filter(({ purpose }) => purpose !== 'everything')
          .map((one) => (
            <label key={one.purpose} className="flex items-center gap-2">
              <input
                type="checkbox"
                className="size-4 accent-(--accent)"
                checked={chosen.includes(one.purpose)}
                onChange={() =>
                  setChosen(
                    chosen.includes(one.purpose) ? chosen.filter((each) => each !== one.purpose) : [...chosen, one.purpose],
                  )
                }
              />
              {purposeLabel(one)}
            </label>
          ))}
      </fieldset>
      <label className="grid gap-1">
        <span className={label}>{t.wording}</span>
        <textarea
          rows={3}
          className={`${fieldClass} py-1.5`}
          placeholder={t.wordingExample}
          value={wording}
          maxLength={1_000}
          onChange={(event) => setWording(event.currentTarget.value)}
          data-testid="way-wording"
        />
        <span className="text-xs text-ink-3">{t.wordingHint}</span>
      </label>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          checked={confirmed}
          onChange={() => setConfirmed(!confirmed)}
          data-testid="way-confirm"
        />
        {t.confirm} {t.confirms[kind === 'form' ? 'whatsapp' : 'question']}
      </label>
      {kind === 'form' && !confirmed && <p className="text-xs text-warn-text">{t.unproven}</p>}
      {save.isError && <ProblemNotice error={save.error} />}
      <div className="flex gap-2">
        <Button
          type="submit"
          look="primary"
          disabled={
            name.trim() === '' ||
            wording.trim().length < 10 ||
            chosen.length === 0 ||
            (kind === 'keyword' && key.trim() === '') ||
            save.isPending
          }
          data-testid="way-save"
        >
          {t.save}
        </Button>
        <Button look="ghost" onClick={onDone}>
          {words.desk.notes.cancel}
        </Button>
      </div>
    </form>
  )
}
