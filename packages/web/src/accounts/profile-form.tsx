import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { Field, FormError, fixAt, useSaving } from '../settings/form.tsx'
import { words } from '../strings/words.ts'
import { sampleAddress, uploadSample } from '../templates/template-api.ts'

const t = words.accounts.profile

type Profile = {
  readonly about?: string
  readonly address?: string
  readonly description?: string
  readonly email?: string
  readonly websites?: readonly string[]
  readonly vertical?: string
  readonly pictureUrl?: string
}
/** The platform's own names of trades. */
const VERTICALS = Object.keys(t.verticals) as (keyof typeof t.verticals)[]

/** What customers see of a number, read from the platform and written there. */
export function ProfileForm({ id, name, editable }: { id: string; name: string; editable: boolean }) {
  const profile = useQuery({
    queryKey: ['number-profile', id],
    queryFn: ({ signal }) => request<Profile>(`/v1/numbers/${id}/profile`, { signal }),
  })
  if (profile.isError) return <ProblemNotice error={profile.error} onRetry={() => void profile.refetch()} />
  return profile.data ? <Form id={id} name={name} editable={editable} profile={profile.data} /> : null
}

const TEXTS = [
  { member: 'about', most: 139, long: false },
  { member: 'description', most: 512, long: true },
  { member: 'address', most: 256, long: false },
  { member: 'email', most: 128, long: false },
] as const

function Form({ id, name, editable, profile }: { id: string; name: string; editable: boolean; profile: Profile }) {
  const client = useQueryClient()
  const saving = useSaving()
  const [draft, setDraft] = useState<Profile>(profile)
  const [websites, setWebsites] = useState((profile.websites ?? []).join('\n'))
  const [picture, setPicture] = useState<string | null>(null)
  /** Chosen and not yet given to the platform. */
  const [uploaded, setUploaded] = useState(false)
  const set = (change: Partial<Profile>) => setDraft((now) => ({ ...now, ...change }))
  const save = async () => {
    const sites = websites.split(/\s+/).filter(Boolean)
    const changed = Object.fromEntries(
      (['about', 'description', 'address', 'email', 'vertical'] as const)
        .filter((member) => (draft[member] ?? '') !== (profile[member] ?? ''))
        .map((member) => [member, draft[member] ?? '']),
    )
    const answer = await request<Profile>(`/v1/numbers/${id}/profile`, {
      method: 'PATCH',
      body: {
        ...changed,
        ...(sites.join(' ') === (profile.websites ?? []).join(' ') ? {} : { websites: sites }),
        ...(picture && uploaded ? { picture } : {}),
      },
    })
    client.setQueryData(['number-profile', id], answer)
    setUploaded(false)
  }
  const upload = (file: File | undefined) =>
    file &&
    void saving.run(async () => {
      setPicture((await uploadSample(file)).handle)
      setUploaded(true)
    })
  return (
    <form
      className="grid gap-6 desk:grid-cols-[minmax(0,1fr)_260px]"
      onSubmit={(event) => {
        event.preventDefault()
        void saving.run(save)
      }}
    >
      <fieldset disabled={!editable} className="m-0 grid min-w-0 gap-4 border-0 p-0" onChange={saving.touch}>
        {TEXTS.map(({ member, most, long }) => (
          <Field
            key={member}
            label={t[member]}
            hint={t.left(most - (draft[member] ?? '').length)}
            error={fixAt(saving.error, member)}
          >
            {({ className, ...control }) =>
              long ? (
                <textarea
                  {...control}
                  rows={3}
                  className={`${fieldClass} py-2 leading-text`}
                  value={draft[member] ?? ''}
                  onChange={(event) => set({ [member]: event.currentTarget.value })}
                />
              ) : (
                <input
                  {...control}
                  className={className}
                  dir={member === 'email' ? 'ltr' : 'auto'}
                  value={draft[member] ?? ''}
                  data-testid={`profile-${member}`}
                  onChange={(event) => set({ [member]: event.currentTarget.value })}
                />
              )
            }
          </Field>
        ))}
        <Field label={t.websites} hint={t.websitesHint} error={fixAt(saving.error, 'websites')}>
          {({ className: _, ...control }) => (
            <textarea
              {...control}
              rows={2}
              dir="ltr"
              className={`${fieldClass} py-1.5`}
              value={websites}
              onChange={(event) => setWebsites(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t.vertical} error={fixAt(saving.error, 'vertical')} className="max-w-[320px]">
          {(control) => (
            <select {...control} value={draft.vertical ?? ''} onChange={(event) => set({ vertical: event.currentTarget.value })}>
              {!draft.vertical && <option value="">{t.noVertical}</option>}
              {VERTICALS.map((one) => (
                <option key={one} value={one}>
                  {t.verticals[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.picture} hint={t.pictureHint} error={fixAt(saving.error, 'picture')}>
          {({ className: _, ...control }) => (
            <input
              {...control}
              type="file"
              accept="image/jpeg,image/png"
              data-testid="profile-picture"
              className="text-xs"
              onChange={(event) => upload(event.currentTarget.files?.[0])}
            />
          )}
        </Field>
        <FormError error={saving.error} fields={[...TEXTS.map(({ member }) => member), 'websites', 'vertical', 'picture']} />
        {editable && (
          <div className="flex items-center gap-3">
            <Button type="submit" look="primary" disabled={saving.busy} data-testid="save-profile">
              {t.save}
            </Button>
            <span role="status" className="text-xs text-success-text">
              {saving.saved ? (uploaded ? t.pictureReady : t.saved) : ''}
            </span>
          </div>
        )}
      </fieldset>
      <Preview name={name} draft={draft} picture={picture} set={profile.pictureUrl !== undefined} />
    </form>
  )
}

/** As a phone shows it when somebody taps the business's name. */
function Preview({ name, draft, picture, set }: { name: string; draft: Profile; picture: string | null; set: boolean }) {
  return (
    <figure className="m-0 self-start rounded-lg bg-phone-in p-5 text-center text-phone-ink shadow-pane" aria-label={t.preview}>
      <div className="mx-auto mb-3 grid size-20 place-items-center overflow-hidden rounded-full bg-phone-wall text-xs text-phone-ink-2">
        {picture ? (
          <img src={sampleAddress(picture)} alt={t.picture} className="size-full object-cover" />
        ) : set ? (
          t.pictureSet
        ) : (
          t.noPicture
        )}
      </div>
      <b className="block text-md font-strong">{name}</b>
      {draft.about && <p className="text-xs text-phone-ink-2">{draft.about}</p>}
      {draft.description && <p className="mt-3 text-start text-xs whitespace-pre-line">{draft.description}</p>}
      {draft.address && <p className="mt-2 text-start text-xs text-phone-ink-2">{draft.address}</p>}
      {draft.email && (
        <p className="mt-2 text-start text-xs text-phone-link" dir="ltr">
          {draft.email}
        </p>
      )}
    </figure>
  )
}
