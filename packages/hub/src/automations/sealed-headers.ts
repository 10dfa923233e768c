import type { Graph, Node } from '@casement/rules/automation'
import { openSecret, sealSecret } from '../access/secrets.ts'

const SEALED = 'sealed:'
/** What is shown in place of a header’s value; saved again, it stands for the one that is kept. */
export const KEPT = '(kept)'

type Key = { secretKey: Buffer; workspaceId: string }
const purposeOf = (workspaceId: string) => `automation:${workspaceId}/header`

/** Values of headers may be keys of other systems: they are kept sealed, and never shown again. */
export function sealHeaders(graph: Graph, before: Graph | null, { secretKey, workspaceId }: Key): Graph {
  return mapHeaders(graph, (value, name, node) => {
    const earlier = before?.nodes.find(({ id }) => id === node.id)
    if (value === KEPT) return earlier?.kind === 'http' ? (earlier.headers[name] ?? '') : ''
    return SEALED + sealSecret(value, { key: secretKey, purpose: purposeOf(workspaceId) })
  })
}

export const hideHeaders = (graph: Graph): Graph => mapHeaders(graph, () => KEPT)

export const openHeaders = (headers: Readonly<Record<string, string>>, { secretKey, workspaceId }: Key): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.startsWith(SEALED)
        ? openSecret(value.slice(SEALED.length), { key: secretKey, purpose: purposeOf(workspaceId) })
        : value,
    ]),
  )

function mapHeaders(graph: Graph, change: (value: string, name: string, node: Node) => string): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.kind === 'http'
        ? {
            ...node,
            headers: Object.fromEntries(Object.entries(node.headers).map(([name, value]) => [name, change(value, name, node)])),
          }
        : node,
    ),
  }
}
