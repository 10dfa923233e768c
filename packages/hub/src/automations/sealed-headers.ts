import { type Graph, hostPart, type Node, type NodeOf } from '@casement/rules/automation'
import { openSecret, sealSecret } from '../access/secrets.ts'
import { problem } from '../http/problems.ts'

const SEALED = 'sealed:'
/** What is shown in place of a header’s value; saved again, it stands for the one that is kept. */
export const KEPT = '(kept)'

type Key = { secretKey: Buffer; workspaceId: string }
const purposeOf = (workspaceId: string) => `automation:${workspaceId}/header`

/** Values of headers may be keys of other systems: they are kept sealed, never shown again, and go to the host they were given for. */
export function sealHeaders(graph: Graph, before: Graph | null, { secretKey, workspaceId }: Key): Graph {
  return mapHeaders(graph, (value, name, node) => {
    if (value !== KEPT) return SEALED + sealSecret(value, { key: secretKey, purpose: purposeOf(workspaceId) })
    const earlier = before?.nodes.find(({ id }) => id === node.id)
    const kept = earlier?.kind === 'http' ? earlier.headers[name] : undefined
    if (kept === undefined) return ''
    if (earlier?.kind === 'http' && hostPart(earlier.url).toLowerCase() !== hostPart(node.url).toLowerCase())
      throw anotherHost(node)
    return kept
  })
}

function anotherHost({ id }: NodeOf<'http'>) {
  const fix = 'Write the values of its headers anew, or take them away.'
  return problem('invalid', `A call leads to another host now, and its headers were given for the one before. ${fix}`, {
    findings: [{ rule: 'automation.headers', severity: 'error', path: `graph.nodes.${id}.headers`, fix }],
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

function mapHeaders(graph: Graph, change: (value: string, name: string, node: NodeOf<'http'>) => string): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map(
      (node): Node =>
        node.kind === 'http'
          ? {
              ...node,
              headers: Object.fromEntries(Object.entries(node.headers).map(([name, value]) => [name, change(value, name, node)])),
            }
          : node,
    ),
  }
}
