const PAYLOAD = /^optin:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(yes|no)$/

/** What a button of our question carries; it comes back when it is tapped, in a template and in free form alike. */
export const payloadOf = (askId: string, answer: 'yes' | 'no') => `optin:${askId}:${answer}`

/** Which question a tapped button answers, and how; null when it is another button. */
export function readAnswer(payload: string | undefined): { askId: string; answer: 'yes' | 'no' } | null {
  const found = PAYLOAD.exec(payload ?? '')
  return found ? { askId: found[1] as string, answer: found[2] as 'yes' | 'no' } : null
}

/** The question itself, free-form: the wording, and two buttons below it. */
export const askingMessage = (askId: string, wording: string) => ({
  type: 'interactive' as const,
  interactive: {
    type: 'button',
    body: { text: wording },
    action: {
      buttons: [
        { type: 'reply', reply: { id: payloadOf(askId, 'yes'), title: 'Yes' } },
        { type: 'reply', reply: { id: payloadOf(askId, 'no'), title: 'No' } },
      ],
    },
  },
})

/** The same by an approved template, whose first two buttons are quick replies: yes, then no. */
export const askingTemplate = (
  askId: string,
  { name, language, components = [] }: { name: string; language: string; components?: readonly unknown[] | undefined },
) => ({
  type: 'template' as const,
  template: {
    name,
    language: { code: language },
    components: [
      ...components,
      ...(['yes', 'no'] as const).map((answer, index) => ({
        type: 'button',
        sub_type: 'quick_reply',
        index: String(index),
        parameters: [{ type: 'payload', payload: payloadOf(askId, answer) }],
      })),
    ],
  },
})
