const VARIABLE = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/g

export type Known = {
  readonly contact: {
    readonly name: string | null
    readonly phone: string | null
    readonly attributes: Readonly<Record<string, unknown>>
  }
  readonly agent: { readonly name: string }
  readonly number: { readonly name: string }
}

const firstOf = (name: string | null | undefined): string => name?.trim().split(/\s+/)[0] ?? ''

function filling(name: string, { contact, agent, number }: Known): string {
  switch (name) {
    case 'contact.name':
      return contact.name ?? ''
    case 'contact.first_name':
      return firstOf(contact.name)
    case 'contact.phone':
      // A masked number is no number to write to anybody.
      return contact.phone?.includes('•') ? '' : (contact.phone ?? '')
    case 'agent.name':
      return agent.name
    case 'agent.first_name':
      return firstOf(agent.name)
    case 'number.name':
      return number.name
  }
  const attribute = /^contact\.attributes\.(.+)$/.exec(name)?.[1]
  const value = attribute === undefined ? undefined : contact.attributes[attribute]
  return value === undefined || value === null ? '' : String(value)
}

/** A quick reply with its variables filled. What is not known and has no word for that stays as it is, and is named. */
export function fillQuickReply(text: string, known: Known): { readonly text: string; readonly unfilled: readonly string[] } {
  const unfilled: string[] = []
  const filled = text.replace(VARIABLE, (whole, name: string, otherwise: string | undefined) => {
    const value = filling(name, known) || otherwise?.trim()
    if (value) return value
    unfilled.push(whole)
    return whole
  })
  return { text: filled, unfilled }
}
