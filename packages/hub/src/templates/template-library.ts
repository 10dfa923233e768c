import { askGraph, type GraphClient } from '../graph/graph-client.ts'

type LibraryNode = {
  name: string
  language: string
  category: string
  topic?: string
  usecase?: string
  header?: string
  body: string
  body_params?: string[]
  buttons?: { type?: string; text?: string; url?: string; phone_number?: string }[]
}

export type LibraryTemplate = {
  name: string
  language: string
  category: string
  topic: string
  components: unknown[]
}

/** Templates that Meta has written for everybody, as drafts begin: with their text and its samples. */
export async function searchLibrary(
  graph: GraphClient,
  token: string,
  { wabaId, search, language }: { wabaId: string; search: string; language: string | undefined },
): Promise<LibraryTemplate[]> {
  const query = new URLSearchParams({ limit: '50', ...(search ? { search } : {}), ...(language ? { language } : {}) })
  const { data } = await askGraph<{ data: LibraryNode[] }>(graph, {
    method: 'GET',
    path: `${wabaId}/message_template_library?${query}`,
    token,
  })
  return data.map((node) => ({
    name: node.name,
    language: node.language,
    category: node.category.toUpperCase(),
    topic: [node.topic, node.usecase].filter(Boolean).join(', ').replaceAll('_', ' ').toLowerCase(),
    components: componentsOf(node),
  }))
}

const componentsOf = ({ header, body, body_params = [], buttons = [] }: LibraryNode): unknown[] => [
  ...(header ? [{ type: 'HEADER', format: 'TEXT', text: header }] : []),
  { type: 'BODY', text: body, ...(body_params.length > 0 ? { example: { body_text: [body_params] } } : {}) },
  ...(buttons.length > 0 ? [{ type: 'BUTTONS', buttons }] : []),
]
