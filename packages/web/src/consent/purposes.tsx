import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useState } from 'react'
import { purposeName } from '../contacts/story-line.tsx'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Purpose, useConsentChange, usePurposes } from './consent-api.ts'

export const purposeLabel = ({ purpose, name }: Pick<Purpose, 'purpose' | 'name'>): string => {
  const label = name ?? purposeName(purpose)
  return label.charAt(0).toUpperCase() + label.slice(1)
}

export function Purposes({ writes }: { writes: boolean }) {
  const t = words.consent.purposes
  const purposes = usePurposes()
  const [editing, setEditing] = useState<string | null>(null)
  return (
    <section>
      <p className="mb-3 max-w-[68ch] text-ink-2">{t.hint}</p>
      {purposes.isError && <ProblemNotice error={purposes.error} onRetry={() => void purposes.refetch()} />}
      <ul className="m-0 list-none p-0">
        {purposes.data?.data.map((one) => (
          <li key={one.purpose} className="border-t border-line py-3" data-testid="purpose">
            <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
              <h2 className="min-w-40 flex-1 font-strong">{purposeLabel(one)}</h2>
              <Link
                to="/contacts"
                search={{ filter: JSON.stringify({ consent: one.purpose, is: 'in' }) }}
                aria-label={`${purposeLabel(one)}: ${t.yes(count(one.in))}`}
                className={clsx('hover:underline', one.in === 0 ? 'text-ink-3' : 'text-success-text')}
              >
                {t.yes(count(one.in))}
              </Link>
              <Link
                to="/contacts"
                search={{ filter: JSON.stringify({ consent: one.purpose, is: 'out' }) }}
                aria-label={`${purposeLabel(one)}: ${t.no(count(one.out))}`}
                className={clsx('hover:underline', one.out === 0 ? 'text-ink-3' : 'text-danger-text')}
              >
                {t.no(count(one.out))}
              </Link>
            </div>
            <p className="max-w-[68ch] text-xs text-ink-3">
              {t.about[one.purpose as keyof typeof t.about] ?? one.about}
              {one.templates &&
                one.templates.length > 0 &&
                ` ${t.bound(count(one.templates.length))}: ${one.templates.join(', ')}.`}
            </p>
            {writes &&
              one.name !== undefined &&
              (editing === one.purpose ? (
                <PurposeForm before={one} onDone={() => setEditing(null)} />
              ) : (
                <Button size="sm" look="ghost" className="-ms-2 mt-1" onClick={() => setEditing(one.purpose)}>
                  {t.edit(purposeLabel(one))}
                </Button>
              ))}
          </li>
        ))}
      </ul>
      {writes &&
        (editing === '' ? (
          <PurposeForm before={null} onDone={() => setEditing(null)} />
        ) : (
          <Button className="mt-3" onClick={() => setEditing('')} data-testid="new-purpose">
            {t.make}
          </Button>
        ))}
    </section>
  )
}

function PurposeForm({ before, onDone }: { before: Purpose | null; onDone: () => void }) {
  const t = words.consent.purposes
  const [name, setName] = useState(before?.name ?? '')
  const [about, setAbout] = useState(before?.about ?? '')
  const [templates, setTemplates] = useState((before?.templates ?? []).join('\n'))
  const purpose = before?.purpose ?? keyOf(name)
  const save = useConsentChange(
    () =>
      request(`/v1/consent/purposes/${purpose}`, {
        method: 'PUT',
        body: { name: name.trim(), about: about.trim(), templates: templates.split(/\s+/).filter(Boolean) },
      }),
    onDone,
  )
  return (
    <form
      className="mt-3 grid max-w-[520px] gap-3 rounded-md bg-sunken p-3"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined)
      }}
    >
      <label className="grid gap-1">
        <span className="text-xs font-medium">{t.name}</span>
        <input
          className={`${fieldClass} h-8`}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="purpose-name"
        />
        {purpose && <span className="text-xs text-ink-3">{t.key(purpose)}</span>}
      </label>
      <label className="grid gap-1">
        <span className="text-xs font-medium">{t.describe}</span>
        <input
          className={`${fieldClass} h-8`}
          value={about}
          maxLength={500}
          onChange={(event) => setAbout(event.currentTarget.value)}
        />
      </label>
      <label className="grid gap-1">
        <span className="text-xs font-medium">{t.templates}</span>
        <textarea
          rows={2}
          className={`${fieldClass} py-1.5 font-mono text-xs`}
          value={templates}
          onChange={(event) => setTemplates(event.currentTarget.value)}
        />
        <span className="text-xs text-ink-3">{t.templatesHint}</span>
      </label>
      {save.isError && <ProblemNotice error={save.error} />}
      <Button type="submit" look="primary" className="justify-self-start" disabled={!purpose || save.isPending}>
        {t.save}
      </Button>
    </form>
  )
}

/** `Fair news` as `own.fair-news`; empty when nothing of it can be written so. */
function keyOf(name: string): string {
  const key = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return key ? `own.${key}` : ''
}
