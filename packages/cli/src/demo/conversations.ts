import { HOUR, MINUTE } from '@casement/platform'
import { type Ask, Refused } from './ask.ts'
import { fillCart } from './catalogue.ts'
import type { Chance } from './chance.ts'
import type { Company } from './company.ts'
import type { Days } from './days.ts'
import { type Dialogue, products, weekdays } from './dialogues.ts'
import type { Customer } from './people.ts'
import { type PictureName, picture } from './pictures.ts'
import { desk, type Member, story, team } from './story.ts'

export type Cast = { company: Company; days: Days; chance: Chance }
type Conversation = { customer: Customer; dialogue: Dialogue; agent: Member; words: Record<string, string> }

/** Threads by their customers' digits, as the inbox last showed them. */
export type Threads = Map<string, string>

/** How conversations go: customers write when they do, and the desk answers when it next looks. */
export class Conversations {
  readonly #cast: Cast
  readonly #threads: Threads = new Map()
  /** Files of ours by what they show. */
  readonly #pictures = new Map<PictureName, Promise<string>>()

  constructor(cast: Cast) {
    this.#cast = cast
  }

  /** Reads the inbox, as a desk does before it answers. */
  async look(): Promise<void> {
    const { data } = await this.#cast.company.as.ingrid('GET', '/v1/threads?limit=100')
    for (const { id, contact } of data as { id: string; contact: { phone: string | null } }[])
      if (contact.phone) this.#threads.set(contact.phone.replace(/\D/g, ''), id)
  }

  /** A customer writes of their own accord. */
  async begin(customer: Customer, dialogue: Dialogue, at: number, answered = true): Promise<void> {
    const { days, chance } = this.#cast
    const conversation = this.#draw(customer, dialogue)
    const written = { ...(await this.#written(conversation, 0)), ...arrivalOf(dialogue) }
    if (!days.deed(at, customer.digits, 'message', written)) return
    if (dialogue.answersItself) days.hearAt(at)
    if (dialogue.turns.length < 2) return
    if (answered) this.#answerLater(conversation, 1, at + chance.between(3, 40) * MINUTE)
    else if (chance.happens(0.6)) days.plan(at + chance.between(25, 30) * HOUR, () => this.#apologise(conversation))
  }

  /** What a customer did is answered, and goes on from there. */
  goOn(customer: Customer, dialogue: Dialogue, at: number): void {
    this.#answerLater(this.#draw(customer, dialogue), 1, at + this.#cast.chance.between(5, 60) * MINUTE)
  }

  #draw(customer: Customer, dialogue: Dialogue): Conversation {
    const { chance } = this.#cast
    const agent = chance.one(desk)
    const words = {
      product: chance.one(products),
      order: customer.lastOrder,
      city: customer.city,
      day: chance.one(weekdays),
      me: (team.find(({ key }) => key === agent)?.name ?? '').split(' ')[0] as string,
    }
    return { customer, dialogue, agent, words }
  }

  #answerLater(conversation: Conversation, turn: number, at: number): void {
    this.#cast.days.plan(at, () => this.#answer(conversation, turn))
  }

  async #answer(conversation: Conversation, turn: number): Promise<void> {
    const { days, chance, company } = this.#cast
    const { customer, dialogue, agent } = conversation
    await this.#attend(conversation, turn)
    if (!(await this.#send(company.as[agent], customer, await this.#answered(conversation, turn)))) return
    if (turn + 1 >= dialogue.turns.length) return this.#wrapUp(conversation)
    const back = days.now + chance.between(1, 25) * MINUTE
    if (!days.deed(back, customer.digits, 'message', await this.#written(conversation, turn + 1))) return
    if (turn + 2 < dialogue.turns.length) this.#answerLater(conversation, turn + 2, back + chance.between(2, 35) * MINUTE)
    else days.plan(back + 10 * MINUTE, async () => this.#wrapUp(conversation))
  }

  /** Whoever answers first takes the thread, and says what it is about. */
  async #attend({ customer, dialogue, agent }: Conversation, turn: number): Promise<void> {
    const { company } = this.#cast
    const thread = this.#threads.get(customer.digits)
    if (!thread || turn > 1) return
    const { tags = [] } = dialogue
    await tolerate(company.as[agent]('PATCH', `/v1/threads/${thread}`, { owner: company.ids[agent], tags, unread: false }))
    if (dialogue.note) await tolerate(company.as[agent]('POST', `/v1/threads/${thread}/notes`, { text: dialogue.note }))
  }

  #wrapUp({ customer, agent }: Conversation): void {
    const { days, chance, company } = this.#cast
    const thread = this.#threads.get(customer.digits)
    if (!thread || chance.happens(0.2)) return
    days.plan(days.now + 20 * MINUTE, () =>
      tolerate(company.as[agent]('PATCH', `/v1/threads/${thread}`, { state: 'resolved', unread: false })),
    )
  }

  /** The window closed over a question: only a template may answer now. */
  async #apologise({ customer, dialogue }: Conversation): Promise<void> {
    const about = dialogue.tags?.[0] === 'delivery' ? `your order ${customer.lastOrder}` : 'your message'
    const parameters = [{ type: 'text', text: about }]
    await this.#send(this.#cast.company.as.ingrid, customer, {
      type: 'template',
      template: { name: 'answer_to_your_question', language: { code: 'en_GB' }, components: [{ type: 'body', parameters }] },
    })
  }

  #says({ dialogue, words }: Conversation, turn: number): string {
    const given = dialogue.turns[turn] ?? ''
    return (typeof given === 'string' ? given : given.says).replace(/\{(\w+)\}/g, (_, word: string) => words[word] ?? '')
  }

  /** A turn as the customer's phone sends it. */
  async #written(conversation: Conversation, turn: number): Promise<object> {
    const given = conversation.dialogue.turns[turn] ?? ''
    const says = this.#says(conversation, turn)
    if (typeof given === 'string') return { type: 'text', text: { body: says } }
    if ('cart' in given) return { type: 'order', order: fillCart(this.#cast.chance, says) }
    const data = (await picture(given.picture)).toString('base64')
    return { type: 'image', image: { caption: says, mime_type: 'image/jpeg', data } }
  }

  /** A turn as the desk sends it: a picture of ours is uploaded once. */
  async #answered(conversation: Conversation, turn: number): Promise<object> {
    const given = conversation.dialogue.turns[turn] ?? ''
    const says = this.#says(conversation, turn)
    if (typeof given === 'string' || 'cart' in given) return { type: 'text', text: { body: says } }
    return { type: 'image', image: { id: await this.#uploaded(given.picture), caption: says } }
  }

  #uploaded(name: PictureName): Promise<string> {
    const known =
      this.#pictures.get(name) ??
      picture(name).then(
        async (bytes) => (await this.#cast.company.as.ingrid('POST', `/v1/media?name=${name}.jpg`, new Uint8Array(bytes))).id,
      )
    this.#pictures.set(name, known)
    return known
  }

  /** False when the gate would not let it out: an answer that comes too late, a customer who left. */
  async #send(ask: Ask, customer: Customer, message: object): Promise<boolean> {
    const from = this.#cast.company.phoneNumberId
    return tolerate(ask('POST', '/v1/messages', { from, to: `+${customer.digits}`, message }))
  }
}

/** People at a desk are refused now and then, and go on. */
export async function tolerate(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked
    return true
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}

function arrivalOf({ arrival }: Dialogue): object {
  if (!arrival) return {}
  if (arrival.by === 'page') return { arrival: 'page' }
  const { headline, body } = arrival
  return {
    arrival: 'ad',
    referral: {
      source_type: 'ad',
      source_id: String(headline.length * 104_729),
      source_url: 'https://nordlys-home.example/ad',
      headline,
      body,
    },
  }
}

/** Days on which fewer people come are shorter, too. */
export const writingHours = { weekday: [7.5, 20.5], saturday: [9, 18], sunday: [10, 20] } as const
export const newConversations = (days: Days, day: number, chance: Chance): number => {
  const [from, to] = story.conversations[days.tellingOf(day)][days.isWeekend(day)]
  return chance.whole(from, to)
}
