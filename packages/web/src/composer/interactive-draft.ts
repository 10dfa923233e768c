import type { Content } from '../messages/messages.ts'

export type InteractiveKind = 'button' | 'list' | 'cta_url'
export type DraftRow = { readonly title: string; readonly description: string }
export type DraftSection = { readonly title: string; readonly rows: readonly DraftRow[] }

/** A message with buttons as it is being written: everything is kept while one tries another kind. */
export type InteractiveDraft = {
  readonly kind: InteractiveKind
  readonly header: string
  readonly body: string
  readonly footer: string
  readonly buttons: readonly string[]
  readonly listButton: string
  readonly sections: readonly DraftSection[]
  readonly linkLabel: string
  readonly linkUrl: string
}

export const emptyInteractive: InteractiveDraft = {
  kind: 'button',
  header: '',
  body: '',
  footer: '',
  buttons: ['', ''],
  listButton: '',
  sections: [{ title: '', rows: [{ title: '', description: '' }] }],
  linkLabel: '',
  linkUrl: '',
}

/** An id that tells the row or button when it comes back: its words, made plain, and its place where two are alike. */
function ids(titles: readonly string[]): string[] {
  const used = new Set<string>()
  return titles.map((title, index) => {
    const plain =
      title
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, '')
        .slice(0, 60) || `choice-${index + 1}`
    const id = used.has(plain) ? `${plain}-${index + 1}` : plain
    used.add(id)
    return id
  })
}

/** Meta's content of a draft; null while it says nothing or lacks what a customer could tap. */
export function interactiveContent(draft: InteractiveDraft): Content | null {
  const body = draft.body.trim()
  const shared = {
    ...(draft.header.trim() ? { header: { type: 'text', text: draft.header.trim() } } : {}),
    body: { text: body },
    ...(draft.footer.trim() ? { footer: { text: draft.footer.trim() } } : {}),
  }
  const action = actionOf(draft)
  return body === '' || !action ? null : { type: 'interactive', interactive: { type: draft.kind, ...shared, action } }
}

function actionOf(draft: InteractiveDraft): object | null {
  if (draft.kind === 'button') {
    const titles = draft.buttons.map((title) => title.trim()).filter(Boolean)
    const named = ids(titles)
    return titles.length === 0
      ? null
      : { buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: named[index], title } })) }
  }
  if (draft.kind === 'cta_url') {
    const label = draft.linkLabel.trim()
    const url = draft.linkUrl.trim()
    return label && url ? { name: 'cta_url', parameters: { display_text: label, url } } : null
  }
  const sections = draft.sections
    .map((section) => ({ title: section.title.trim(), rows: section.rows.filter((row) => row.title.trim() !== '') }))
    .filter((section) => section.rows.length > 0)
  const named = ids(sections.flatMap((section) => section.rows.map((row) => row.title)))
  if (sections.length === 0 || draft.listButton.trim() === '') return null
  let next = 0
  return {
    button: draft.listButton.trim(),
    sections: sections.map((section) => ({
      ...(section.title ? { title: section.title } : {}),
      rows: section.rows.map((row) => ({
        id: named[next++],
        title: row.title.trim(),
        ...(row.description.trim() ? { description: row.description.trim() } : {}),
      })),
    })),
  }
}

/** A kept draft, whatever an older page wrote there. */
export function readInteractive(kept: string | null): InteractiveDraft {
  try {
    return { ...emptyInteractive, ...(JSON.parse(kept ?? '{}') as Partial<InteractiveDraft>) }
  } catch {
    return emptyInteractive
  }
}
