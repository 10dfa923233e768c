import { type Ask, askAt, forEachOf, useLink } from './ask.ts'
import { CATALOGUE, feed } from './catalogue.ts'
import type { Customer } from './people.ts'
import { type Member, quickReplies, segments, team } from './story.ts'

/** Everybody who works at the demo company, and its customers' side. */
export type Company = {
  owner: Ask
  as: Record<Member, Ask>
  ids: Record<Member, string>
  /** The shop's own system, by a key. */
  shop: Ask
  /** The emulator's control side. */
  world: Ask
  phoneNumberId: string
  /** What links of ours begin with. */
  linkBase: string
}

export type Place = { hubUrl: string; publicUrl: string; linkUrl: string; emulatorUrl: string; signInLink: string }

/** Signs in, brings the team in and gives the shop its key. People of an earlier life are still there. */
export async function openCompany({ hubUrl, publicUrl, linkUrl, emulatorUrl, signInLink }: Place): Promise<Company> {
  const asPerson = async (link: string) => askAt(hubUrl, { cookie: await useLink(link, hubUrl), origin: publicUrl })
  const owner = await asPerson(signInLink)
  const known: { id: string; email: string }[] = (await owner('GET', '/v1/people')).data
  const as = {} as Record<Member, Ask>
  const ids = {} as Record<Member, string>
  for (const { key, name, role } of team) {
    const email = `${key}@nordlys-home.example`
    const { id } = known.find((one) => one.email === email) ?? (await owner('POST', '/v1/people', { email, name, role }))
    ids[key] = id
    as[key] = await asPerson((await owner('POST', `/v1/people/${id}/sign-in-link`)).url)
  }
  const { key } = await owner('POST', '/v1/keys', { name: 'Shop system', role: 'agent' })
  const world = askAt(`${emulatorUrl}/_emulator`)
  const { phoneNumberId } = await world('GET', '')
  return {
    owner,
    as,
    ids,
    shop: askAt(hubUrl, { authorization: `Bearer ${key}` }),
    world,
    phoneNumberId,
    linkBase: `${linkUrl}/r/`,
  }
}

/** What a shop has from its first day: habits, quick replies, segments, and the people it knows. */
export async function furnish(company: Company, people: readonly Customer[]): Promise<void> {
  const { owner, as, world } = company
  await owner('PATCH', '/v1/settings', { quietHours: { from: '21:30', to: '08:00' }, frequencyCap: { messages: 3, days: 7 } })
  const there: { shortcut: string }[] = (await owner('GET', '/v1/quick-replies')).data
  for (const reply of quickReplies)
    if (!there.some(({ shortcut }) => shortcut === reply.shortcut)) await as.ingrid('POST', '/v1/quick-replies', reply)
  for (const segment of segments) await as.ingrid('POST', '/v1/segments', segment)
  await as.ingrid('POST', `/v1/catalogs/${CATALOGUE}/import`, { csv: feed, replace: true })
  await world('PATCH', '/customers', {
    data: people.map(({ digits, name, country, readAfterMs, onWhatsApp, reachable }) => ({
      id: digits,
      name,
      country,
      readAfterMs,
      onWhatsApp,
      reachable,
    })),
  })
  const { job } = await as.ingrid(
    'POST',
    `/v1/contacts/import?file=customers.csv&wording=${encodeURIComponent('I would like to hear of new things by WhatsApp')}`,
    csvOf(people),
  )
  for (let state = 'waiting'; state !== 'done'; ) {
    ;({ state } = await owner('GET', `/v1/jobs/${job.id}`))
    if (state === 'failed') throw new Error('The customers of the demo company could not be imported.')
    if (state !== 'done') await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await tag(company, people)
}

/** The import knows no tags; who has some gets them as a person would give them. */
async function tag({ as }: Company, people: readonly Customer[]): Promise<void> {
  const tagged = new Map(people.filter(({ tags }) => tags.includes('vip')).map(({ digits, tags }) => [digits, tags]))
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { data: { id: string; phone: string | null }[]; cursor: string | null } = await as.ingrid(
      'GET',
      `/v1/contacts?limit=200${cursor ? `&cursor=${cursor}` : ''}`,
    )
    await forEachOf(page.data, async ({ id, phone }) => {
      const tags = tagged.get((phone ?? '').replace(/\D/g, ''))
      if (tags) await as.ingrid('PATCH', `/v1/contacts/${id}`, { tags })
    })
    cursor = page.cursor
  }
}

const said = { in: 'yes', out: 'no', unsaid: '' }

function csvOf(people: readonly Customer[]): string {
  const lines = people.map((one) =>
    [
      `+${one.digits}`,
      one.name,
      said[one.consent],
      one.city,
      one.language,
      one.points,
      one.lastOrder,
      '20%',
      one.name.split(' ')[0],
    ].join(','),
  )
  return ['phone,name,consent.marketing,city,language,points,last_order,discount,called', ...lines].join('\n')
}
