import { readScopedId } from '../customers/scoped-id.ts'
import type { OutboundMessage, Template } from './records.ts'
import type { World } from './world.ts'

/** Ways to find rows without searching. All of it follows from the rows and is rebuilt after a restore. */
export class WorldIndexes {
  readonly #world: World
  readonly #templates = new Map<string, string>()
  readonly #numbers = new Map<string, string>()
  readonly #byRecipient = new Map<string, string[]>()
  readonly #byOpaque = new Map<string, string[]>()

  constructor(world: World) {
    this.#world = world
  }

  rebuild(): void {
    for (const index of [this.#templates, this.#numbers, this.#byRecipient, this.#byOpaque]) index.clear()
    for (const template of this.#world.templates.values()) this.template(template)
    for (const number of this.#world.numbers.values()) this.#numbers.set(number.digits, number.id)
    for (const message of this.#world.messages.values()) this.message(message)
  }

  template(template: Template): void {
    const key = templateKey(template.wabaId, template.name, template.language)
    if (template.status === 'DELETED') {
      if (this.#templates.get(key) === template.id) this.#templates.delete(key)
    } else this.#templates.set(key, template.id)
  }

  number(digits: string, id: string): void {
    this.#numbers.set(digits, id)
  }

  message(message: OutboundMessage): void {
    push(this.#byRecipient, message.to, message.id)
    if (message.opaque !== null) push(this.#byOpaque, message.opaque, message.id)
  }

  templateBy(wabaId: string, name: string, language: string): Template | undefined {
    const id = this.#templates.get(templateKey(wabaId, name, language))
    return id === undefined ? undefined : this.#world.templates.get(id)
  }

  numberIdOf(digits: string): string | undefined {
    return this.#numbers.get(digits)
  }

  /** The digits behind a business-scoped id of any portfolio here. */
  waIdOf(bsuid: string): string | undefined {
    for (const portfolio of this.#world.portfolios.keys()) {
      const waId = readScopedId(portfolio, bsuid)
      if (waId !== null) return waId
    }
    return undefined
  }

  messagesTo(waId: string): readonly string[] {
    return this.#byRecipient.get(waId) ?? []
  }

  messagesWith(opaque: string): readonly string[] {
    return this.#byOpaque.get(opaque) ?? []
  }

  isTaken(id: string): boolean {
    const { portfolios, wabas, numbers, templates, media, apps, things } = this.#world
    return (
      portfolios.has(id) ||
      wabas.has(id) ||
      numbers.has(id) ||
      templates.has(id) ||
      media.has(id) ||
      apps.has(id) ||
      things.has(id)
    )
  }
}

const templateKey = (wabaId: string, name: string, language: string): string => `${wabaId}|${name}|${language}`

function push(index: Map<string, string[]>, key: string, id: string): void {
  const known = index.get(key)
  if (known) known.push(id)
  else index.set(key, [id])
}
