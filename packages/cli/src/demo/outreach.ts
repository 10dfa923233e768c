import { HOUR, later, MINUTE, type PlatformTime } from '@casement/platform'
import { type Ask, forEachOf } from './ask.ts'
import { openingHours } from './automation.ts'
import type { Cast, Conversations } from './conversations.ts'
import { tolerate } from './conversations.ts'
import { campaignReplies, weekdays } from './dialogues.ts'
import type { Customer } from './people.ts'
import { type Campaign, campaigns, OUR_LINK, story, templates } from './story.ts'

type Accepted = { id: string; to: string; category?: string; status: string; acceptedAt: string }

/** What the company sends of its own accord: templates to review, campaigns and what people make of them, notices of its shop. */
export class Outreach {
  readonly #cast: Cast
  readonly #conversations: Conversations
  readonly #people: ReadonlyMap<string, Customer>

  constructor(cast: Cast, conversations: Conversations, people: readonly Customer[]) {
    this.#cast = cast
    this.#conversations = conversations
    this.#people = new Map(people.map((one) => [one.digits, one]))
  }

  planAll(): void {
    const { days, company } = this.#cast
    for (const template of templates)
      days.plan(days.at(template.day, template.hour), () => submit(company.as.ingrid, template, company.linkBase))
    // Campaigns of days that are not lived did not happen; what they were sent with is there all the same.
    for (const campaign of campaigns.filter(({ day }) => days.at(day, 0) >= days.begin))
      days.plan(days.at(campaign.day, campaign.hour), () => tolerate(this.#launch(campaign)))
    days.plan(Math.max(days.at(openingHours.day, openingHours.hour), days.begin), () => switchOn(company.as.ingrid))
  }

  async #launch(campaign: Campaign): Promise<void> {
    const { days, company } = this.#cast
    const id = await draft(company.as.ingrid, campaign, company.phoneNumberId)
    await company.as.ingrid('POST', `/v1/campaigns/${id}/launch`)
    const begun = days.now
    days.plan(begun + 20 * MINUTE, () => this.#react(campaign, begun))
    // Half of a trial goes out when its winner is known.
    if (campaign.other) days.plan(begun + 5 * HOUR, () => this.#react(campaign, later(begun, 2 * HOUR)))
  }

  /** What those do who got it, each in their own time. */
  async #react({ reactions, yes, no, language }: Campaign, since: PlatformTime): Promise<void> {
    const { days, chance, company } = this.#cast
    const all: Accepted[] = await company.world('GET', '/messages')
    const reached = all.filter(
      ({ category, acceptedAt, status }) =>
        category === 'marketing' && Date.parse(acceptedAt) >= since && ['delivered', 'read'].includes(status),
    )
    // Shares are met, not drawn: two complaints more would make another story of the same month.
    for (const [index, { id, to }] of chance.shuffled(reached).entries()) {
      const customer = this.#people.get(to.replace(/\D/g, ''))
      if (!customer) continue
      const at = days.now + Math.exp(chance.between(0, 5.5)) * MINUTE
      const place = (index + 0.5) / reached.length
      const { reply, press, click = 0, stop, block, report } = reactions
      const context = { id }
      if (place < reply) {
        const dialogue = chance.weighted(campaignReplies.filter((one) => language.startsWith(one.language ?? 'en')))
        await this.#conversations.begin(customer, dialogue, at)
      } else if (place < reply + press) {
        this.#press(customer, yes, context, at)
        if (chance.happens(0.6)) this.#show(customer, language, at)
      } else if (place < reply + press + click) {
        days.deed(at, customer.digits, 'click', { messageId: id })
      } else if (place < reply + press + click + stop) {
        if (chance.happens(0.5)) this.#press(customer, no, context, at)
        else days.deed(at, customer.digits, 'message', { type: 'text', text: { body: 'STOP' } })
      } else if (place < reply + press + click + stop + block) {
        days.deed(at, customer.digits, 'feedback', { kind: 'block', messageId: id })
      } else if (place < reply + press + click + stop + block + report) {
        days.deed(at, customer.digits, 'feedback', { kind: 'report', messageId: id })
      }
    }
  }

  #press(customer: Customer, text: string, context: object, at: number): void {
    this.#cast.days.deed(at, customer.digits, 'message', { type: 'button', button: { text, payload: text }, context })
  }

  /** Whoever wants to know more is told more. */
  #show(customer: Customer, language: string, at: number): void {
    const more = language === 'fr' ? 'Le voici : https://nordlys-home.example/fr' : 'Here it is: https://nordlys-home.example/new'
    const offer =
      language === 'fr'
        ? 'Souhaitez-vous que nous mettions quelque chose de côté ?'
        : 'Tell me if I may put something aside for you.'
    this.#conversations.goOn(customer, { id: 'show', weight: 1, tags: ['campaign'], turns: ['', `${more}. ${offer}`] }, at)
  }

  /** What the shop's system tells people of their orders, deliveries, visits and codes. */
  async notify(day: number): Promise<void> {
    const { chance, days, company } = this.#cast
    const share = days.isWeekend(day) === 'weekday' ? 1 : 0.25
    const people = [...this.#people.values()].filter(({ language }) => language === 'en')
    const some = Array.from({ length: Math.round(chance.whole(...story.notices) * share) }, () => chance.one(people))
    const codes = Array.from({ length: chance.whole(...story.signInCodes) }, () => chance.one(people))
    const messages = [
      ...some.map((one) => ({ one, message: this.#notice(one) })),
      ...codes.map((one) => ({ one, message: this.#code() })),
    ]
    await forEachOf(messages, ({ one, message }) =>
      tolerate(company.shop('POST', '/v1/messages', { from: company.phoneNumberId, to: `+${one.digits}`, message })),
    )
  }

  #notice({ name, lastOrder, city }: Customer): object {
    const { chance } = this.#cast
    const kind = chance.next()
    if (kind < 0.5) return use('order_update', [text(lastOrder), text(chance.one(weekdays))])
    if (kind < 0.8)
      return use(
        'track_delivery',
        [text(lastOrder)],
        [{ type: 'button', sub_type: 'url', index: '0', parameters: [text(lastOrder)] }],
      )
    const named = { first_name: name.split(' ')[0], showroom: city, visit_time: `${chance.one(weekdays)} at 14:30` }
    return use(
      'showroom_visit',
      Object.entries(named).map(([parameter_name, value]) => ({ type: 'text', parameter_name, text: value })),
    )
  }

  #code(): object {
    const code = String(this.#cast.chance.whole(100_000, 999_999))
    return use('sign_in_code', [text(code)], [{ type: 'button', sub_type: 'url', index: '0', parameters: [text(code)] }])
  }

  /** What the end of the story leaves on the desk: a campaign that waits for tomorrow, one being written, a template half done. */
  async leaveUnfinished(): Promise<void> {
    const { days, company } = this.#cast
    const [, , , light, sale] = campaigns
    if (!light || !sale) return
    const { ingrid } = company.as
    const scheduled = await draft(
      ingrid,
      {
        ...sale,
        name: 'Winter sale, everybody',
        audience: {
          segment: { all: [{ attribute: 'language', is: 'en' }, { consent: 'marketing', is: 'in' }, { not: { tag: 'vip' } }] },
        },
      },
      company.phoneNumberId,
      {
        at: new Date(days.until + 20 * HOUR).toISOString(),
      },
    )
    await tolerate(ingrid('POST', `/v1/campaigns/${scheduled}/launch`))
    const { other: _, ...plain } = light
    await draft(ingrid, { ...plain, name: 'Advent evening' }, company.phoneNumberId)
    await ingrid('POST', '/v1/templates/drafts', {
      name: 'advent_evening',
      language: 'en_GB',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Hello {{1}}, on the first Advent we ', example: { body_text: [['Hannah']] } }],
    })
  }
}

const text = (value: string) => ({ type: 'text', text: value })
const use = (name: string, parameters: object[], more: object[] = []) => ({
  type: 'template',
  template: { name, language: { code: 'en_GB' }, components: [{ type: 'body', parameters }, ...more] },
})

async function switchOn(ask: Ask): Promise<void> {
  const { name, graph } = openingHours
  const { id } = await ask('POST', '/v1/automations', { name, graph })
  await ask('POST', `/v1/automations/${id}/on`)
}

async function submit(ask: Ask, { day: _, hour: __, ...content }: (typeof templates)[number], linkBase: string): Promise<void> {
  const { id } = await ask('POST', '/v1/templates/drafts', JSON.parse(JSON.stringify(content).replaceAll(OUR_LINK, linkBase)))
  await tolerate(ask('POST', `/v1/templates/drafts/${id}/submit`))
}

async function draft(ask: Ask, campaign: Campaign, from: string, schedule: object = {}): Promise<string> {
  const { name, template, language, other, audience, fields, page } = campaign
  const parameters = [
    { type: 'body', parameters: fields.map((field) => ({ type: 'text', text: field })) },
    ...(page ? [{ type: 'button', sub_type: 'url', index: '2', parameters: [text(page)] }] : []),
  ]
  const { id } = await ask('POST', '/v1/campaigns', {
    name,
    from,
    template: { name: template, language, parameters },
    audience,
    schedule,
    ...(page ? { trackLinks: true } : {}),
    ...(other
      ? {
          trial: {
            template: { name: other, language, parameters },
            share: 0.4,
            measure: 'replied',
            decide: 'measured',
            afterHours: 3,
          },
        }
      : {}),
  })
  return id
}
